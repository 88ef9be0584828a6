import { describe, expect, test } from 'vitest';
import { commandCame, eventCame, shortcutCame, tapCame } from '../../../bot/slack/came.ts';
import { asTyped, inSlackWords } from '../../../bot/slack/said.ts';

const message = { type: 'message', channel: 'D0ABC', channel_type: 'im', user: 'U0ABC', ts: '1.2', text: 'good day' };
const heard = (what: object) => ({ is: 'heard', user: 'U0ABC', what: [what] });

describe('an event', () => {
  test.each([
    ['typed text', {}, { kind: 'text', text: 'good day', edited: false, ref: 'D0ABC:1.2' }],
    [
      'text with escaped characters and an address',
      { text: 'a &lt;b&gt; &amp;amp; <https://a.example/x|a.example/x>' },
      { kind: 'text', text: 'a <b> &amp; a.example/x', edited: false, ref: 'D0ABC:1.2' },
    ],
    ['a reply in a thread', { thread_ts: '1.1' }, { kind: 'text', text: 'good day', edited: false, ref: 'D0ABC:1.2' }],
    [
      'a command after a blank',
      { text: ' /why QPR-2026-0001' },
      { kind: 'command', name: 'why', argument: 'QPR-2026-0001', ref: 'D0ABC:1.2' },
    ],
    [
      'the whole command after a blank',
      { text: ' /tryeza status' },
      { kind: 'command', name: 'status', argument: '', ref: 'D0ABC:1.2' },
    ],
    [
      'a fraction, which is no command',
      { text: '/5 class' },
      { kind: 'text', text: '/5 class', edited: false, ref: 'D0ABC:1.2' },
    ],
    ['nothing that can be read', { text: '', attachments: [{}] }, { kind: 'other', ref: 'D0ABC:1.2' }],
    [
      'a file',
      {
        subtype: 'file_share',
        text: 'see',
        files: [{ id: 'F1', name: 'a.pdf', size: 3, url_private_download: 'https://files.slack.com/a' }],
      },
      {
        kind: 'file',
        file: { id: 'F1', name: 'a.pdf', size: 3, url_private_download: 'https://files.slack.com/a' },
        ref: 'D0ABC:1.2',
      },
    ],
  ])('takes %s', (_, more, what) => {
    expect(eventCame({ ...message, ...more })).toEqual(heard(what));
  });

  const changed = (now: object, before: object = { user: 'U0ABC', ts: '1.2', text: 'good day' }) => ({
    ...message,
    subtype: 'message_changed',
    ts: '9.9',
    text: undefined,
    user: undefined,
    message: { user: 'U0ABC', ts: '1.2', text: 'good evening', edited: { ts: '9.9' }, ...now },
    previous_message: before,
  });

  test('takes a correction as one, by the first message', () => {
    expect(eventCame(changed({}))).toEqual(
      heard({ kind: 'text', text: 'good evening', edited: true, ref: 'D0ABC:1.2' }),
    );
  });

  test.each([
    ['a channel', { ...message, channel: 'C0ABC', channel_type: 'channel' }],
    ['a private channel', { ...message, channel: 'G0ABC', channel_type: 'group' }],
    ['a group chat', { ...message, channel: 'G0ABC', channel_type: 'mpim' }],
    ['a message without a place', { ...message, channel_type: undefined }],
    ['a message of a program', { ...message, bot_id: 'B1' }],
    ['a bot message', { ...message, subtype: 'bot_message' }],
    ['a deletion', { ...message, subtype: 'message_deleted' }],
    ['a joining', { ...message, subtype: 'channel_join' }],
    ['a broadcast of a thread', { ...message, subtype: 'thread_broadcast' }],
    ['an unfolded address', changed({ text: 'good day' })],
    ['a change that nobody typed', changed({ edited: undefined })],
    ['an edited message of the app', changed({ bot_id: 'B1' })],
    ['an edited message with files', changed({ files: [{ id: 'F1' }] })],
    ['the messages tab', { type: 'app_home_opened', user: 'U0ABC', tab: 'messages' }],
    ['tokens of a person', { type: 'tokens_revoked', tokens: { oauth: ['U0ABC'] } }],
    ['an unknown event', { type: 'team_rename', name: 'x' }],
    ['what is no event', 'x'],
    ['nothing', undefined],
  ])('leaves %s alone', (_, event) => {
    expect(eventCame(event)).toEqual({ is: 'nothing' });
  });

  test('tells the home tab and the end of the app from all else', () => {
    expect(eventCame({ type: 'app_home_opened', user: 'U0ABC', tab: 'home' })).toEqual({ is: 'home', user: 'U0ABC' });
    expect(eventCame({ type: 'app_uninstalled' })).toEqual({ is: 'gone' });
    expect(eventCame({ type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } })).toEqual({ is: 'gone' });
  });
});

test.each([
  ['refer', 'refer', ''],
  ['  WHY   QPR-2026-0001 ', 'why', 'QPR-2026-0001'],
  ['/refer', 'refer', ''],
  ['', 'help', ''],
  ['something else', 'help', ''],
  ['start A&amp;B', 'start', 'A&B'],
])('reads the command %j', (text, name, argument) => {
  expect(commandCame(text)).toEqual({ kind: 'command', name, argument });
});

test('begins a report by the shortcut, and knows no other', () => {
  expect(shortcutCame('new_referral')).toEqual({ kind: 'command', name: 'refer', argument: '' });
  expect(shortcutCame('other')).toBeNull();
});

test.each([
  ['under a message', { channel: { id: 'D0ABC' } }, { kind: 'tap', button: 'b1' }],
  ['on the desk', { view: { type: 'home' } }, { kind: 'tap', button: 'b1' }],
  ['in a window', { view: { type: 'modal' } }, 'in-window'],
  ['in a channel', { channel: { id: 'C0ABC' } }, null],
])('reads a tap %s', (_, place, what) => {
  expect(tapCame({ actions: [{ type: 'button', action_id: 'b:b1', value: 'b1' }], ...place })).toEqual(what);
});

test('takes nothing from a tap without a value, nor from what is no tap', () => {
  expect(tapCame({ actions: [{ type: 'button' }], channel: { id: 'D0ABC' } })).toBeNull();
  expect(tapCame({ actions: [] })).toBeNull();
  expect(tapCame(null)).toBeNull();
});

test.each([
  ['Write /help to see it.', 'Write /tryeza help to see it.'],
  ['/why and a case number', '/tryeza why and a case number'],
  ['(/status)', '(/tryeza status)'],
  ['in Slack /tryeza start, elsewhere /start', 'in Slack /tryeza start, elsewhere /start'],
  ['https://tryeza.example/status/help', 'https://tryeza.example/status/help'],
  ['10/2026 and/or /helpless', '10/2026 and/or /helpless'],
])('names commands as Slack knows them: %j', (text, said) => {
  expect(inSlackWords(text)).toBe(said);
});

test('reads what Slack escaped once, not twice', () => {
  expect(asTyped('&amp;lt; <@U0ABC> <mailto:a@b.example|a@b.example>')).toBe('&lt; @U0ABC a@b.example');
});
