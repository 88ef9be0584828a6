import { expect, test } from 'vitest';
import { localeOf } from '../../../bot/channel/first-locale.ts';
import { commandIn } from '../../../bot/telegram/command.ts';
import { readUpdate, whatCame } from '../../../bot/telegram/update.ts';

const chat = { id: 42, type: 'private', first_name: 'Arta' };
const from = { id: 42, is_bot: false, first_name: 'Arta', language_code: 'sq' };
const message = (content: object) => ({ message_id: 7, date: 1, chat, from, ...content });
const came = (update: object) => {
  const read = readUpdate({ update_id: 1, ...update });
  return read ? whatCame(read) : 'no update';
};
const heard = (what: object) => ({ is: 'heard', address: '42', language: 'sq', what });

test.each([
  ['/start Abc-12_3', { name: 'start', argument: 'Abc-12_3' }],
  ['/refer', { name: 'refer', argument: '' }],
  ['/refer@tryeza_bot', { name: 'refer', argument: '' }],
  ['/why@tryeza_bot  QPR-2026-0001 ', { name: 'why', argument: 'QPR-2026-0001' }],
  ['/REFER', { name: 'refer', argument: '' }],
  ['/nonsense and more', { name: 'help', argument: '' }],
  ['refer', null],
  ['/ jo', null],
  ['/12', null],
  ['see /refer', null],
])('%s', (text, command) => {
  expect(commandIn(text)).toEqual(command);
});

test.each([
  ['sq', 'sq'],
  ['sr', 'sr-Latn'],
  ['sr-Cyrl', 'sr-Latn'],
  ['bs', 'sr-Latn'],
  ['en', 'en'],
  ['en-GB', 'en'],
  ['de', 'sq'],
  [undefined, 'sq'],
])('begins in the language of the app: %s', (tag, locale) => {
  expect(localeOf(tag)).toBe(locale);
});

test('hears text, corrections and commands with the id of the message', () => {
  expect(came({ message: message({ text: 'po' }) })).toEqual(
    heard({ kind: 'text', text: 'po', edited: false, ref: '7' }),
  );
  expect(came({ edited_message: message({ text: 'jo', edit_date: 2 }) })).toEqual(
    heard({ kind: 'text', text: 'jo', edited: true, ref: '7' }),
  );
  expect(came({ message: message({ text: '/start code' }) })).toEqual(
    heard({ kind: 'command', name: 'start', argument: 'code', ref: '7' }),
  );
});

test('hears a tap, also under a message that is too old to be told', () => {
  const tap = { id: 'q1', from, chat_instance: '1', data: 'button-1' };
  const what = { ...heard({ kind: 'tap', button: 'button-1' }), query: 'q1' };
  expect(came({ callback_query: { ...tap, message: message({ text: 'x' }) } })).toEqual(what);
  expect(came({ callback_query: { ...tap, message: { chat, message_id: 3, date: 0 } } })).toEqual(what);
  expect(came({ callback_query: { ...tap, inline_message_id: 'i' } })).toEqual(what);
  const { data: _, ...game } = tap;
  expect(came({ callback_query: { ...game, game_short_name: 'g' } })).toEqual({ is: 'nothing', query: 'q1' });
});

test('hears the largest size of a photo, and a document by its name', () => {
  const size = (file_id: string, width: number, file_size?: number) => ({ file_id, width, height: width, file_size });
  expect(
    came({ message: message({ photo: [size('large', 1280, 900), size('small', 90, 10)], caption: 'x' }) }),
  ).toEqual(heard({ kind: 'file', fileId: 'large', name: 'photo.jpg', size: 900, ref: '7' }));
  expect(came({ message: message({ document: { file_id: 'd', file_name: 'raport.pdf' } }) })).toEqual(
    heard({ kind: 'file', fileId: 'd', name: 'raport.pdf', size: null, ref: '7' }),
  );
  expect(came({ edited_message: message({ document: { file_id: 'd' }, caption: 'y' }) })).toEqual({ is: 'nothing' });
});

test.each(['voice', 'sticker', 'location', 'contact', 'video', 'video_note', 'audio', 'poll', 'dice', 'venue'])(
  'hears that a %s came',
  (kind) => {
    expect(came({ message: message({ [kind]: {} }) })).toEqual(heard({ kind: 'other', ref: '7' }));
  },
);

test('tells a chat that was blocked, one that is back, and a group', () => {
  const member = (status: string, type = 'private') => ({
    my_chat_member: { chat: { id: 42, type }, from, date: 1, new_chat_member: { user: from, status } },
  });
  expect(came(member('kicked'))).toEqual({ is: 'blocked', address: '42' });
  expect(came(member('member'))).toEqual({ is: 'back', address: '42' });
  expect(came(member('member', 'group'))).toEqual({ is: 'group', chatId: 42, type: 'group' });
  expect(came(member('administrator', 'channel'))).toEqual({ is: 'group', chatId: 42, type: 'channel' });
  expect(came(member('left', 'group'))).toEqual({ is: 'nothing' });
  const group = { id: -5, type: 'supergroup' };
  expect(came({ message: { ...message({ text: '/refer' }), chat: group } })).toEqual({
    is: 'group',
    chatId: -5,
    type: 'supergroup',
  });
});

test.each([
  ['a kind nobody has heard of', { quantum_message: { id: 1 } }],
  ['a notice of the platform', { message: message({ pinned_message: {} }) }],
  ['a position that moves', { edited_message: message({ location: { latitude: 1, longitude: 2 } }) }],
  ['a reaction', { message_reaction: { chat } }],
  ['a message that is none', { message: 'text' }],
  ['a message without its chat', { message: { message_id: 1, text: 'x' } }],
  ['a tap that is none', { callback_query: null }],
  ['nothing', {}],
])('%s is nothing', (_, update) => {
  expect(came(update)).toEqual({ is: 'nothing' });
});

test.each([null, 'text', [], {}, { update_id: '1' }, { update_id: 1.5 }])('%j is no update', (sent) => {
  expect(readUpdate(sent)).toBeNull();
});
