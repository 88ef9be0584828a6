import { expect, test } from 'vitest';
import { telegramTransport } from '../../../bot/telegram/transport.ts';
import type { TelegramFakeOptions } from '../../support/telegram-fake.ts';
import { aButton, aFake, aMessage } from './stage.ts';

async function aChat(options: TelegramFakeOptions = {}, timeoutMs = 8000) {
  const fake = await aFake(options);
  const person = fake.person({ id: 42, languageCode: 'sq' });
  person.command('start');
  const transport = telegramTransport({ token: fake.token, apiRoot: fake.url, timeoutMs });
  return { fake, person, transport };
}

const never = (code: string, chatIsDead: boolean) => ({ is: 'never', code, chatIsDead });

test('sends plain text, protected, without a preview, and tells the id of the message', async () => {
  const { fake, person, transport } = await aChat();
  const answer = await transport.send('42', aMessage({ text: 'Limit <b> *bold* https://tryeza.example' }), 'm-1');
  const shown = person.lastMessage();
  expect(answer).toEqual({ is: 'accepted', ref: String(shown?.id) });
  expect(shown).toMatchObject({ text: 'Limit <b> *bold* https://tryeza.example', protected: true });
  const { body } = fake.log.findLast(({ method }) => method === 'sendMessage') ?? { body: Buffer.alloc(0) };
  expect(JSON.parse(body.toString())).toMatchObject({
    protect_content: true,
    link_preview_options: { is_disabled: true },
  });
  expect(JSON.parse(body.toString())).not.toHaveProperty('parse_mode');
  fake.expectNoViolations();
});

test('puts two short buttons in a row, leaves a long one alone and keeps the order', async () => {
  const { person, transport } = await aChat();
  const labels = ['Po', 'Jo', 'Nuk e di', 'Kjo përgjigje është më e gjatë', 'Kthehu', 'Anulo'];
  const buttons = labels.map((label, index) => aButton(`b${index}`, label));
  await transport.send('42', aMessage({ buttons }), 'm-1');
  const rows = person.lastMessage()?.buttons ?? [];
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
    ['Po', 'Jo'],
    ['Nuk e di'],
    ['Kjo përgjigje është më e gjatë'],
    ['Kthehu', 'Anulo'],
  ]);
  expect(rows.flat()[3]).toMatchObject({ callback_data: 'b3' });
});

test('refuses buttons that the platform would not take, by itself and once', async () => {
  const { fake, transport } = await aChat();
  for (const buttons of [
    [aButton('x'.repeat(65), 'Po')],
    [aButton('', 'Po')],
    [aButton('b', ' ')],
    Array.from({ length: 101 }, (_, n) => aButton(`b${n}`, 'Po')),
  ])
    expect(await transport.send('42', aMessage({ buttons }), 'm-1')).toEqual(never('buttons-unfit', false));
  expect(fake.log.filter(({ method }) => method === 'sendMessage')).toEqual([]);
  const most = [aButton('ë'.repeat(32), 'Po'), ...Array.from({ length: 99 }, (_, n) => aButton(`b${n}`, 'Po'))];
  expect(await transport.send('42', aMessage({ buttons: most }), 'm-2')).toMatchObject({ is: 'accepted' });
});

test('sends a text that is too long in pieces cut at line ends, with the buttons under the last', async () => {
  const { fake, person, transport } = await aChat();
  const lines = Array.from({ length: 120 }, (_, n) => `QPR-2026-${1000 + n} · ${'është '.repeat(9)}👧`);
  const answer = await transport.send('42', aMessage({ text: lines.join('\n'), buttons: [aButton('b', 'Po')] }), 'm-1');
  const said = person.chat().filter(({ from }) => from === 'bot');
  expect(said.length).toBeGreaterThan(1);
  expect(said.map(({ text }) => text).join('\n')).toBe(lines.join('\n'));
  expect(said.map(({ buttons }) => buttons.length)).toEqual([...said.slice(1).map(() => 0), 1]);
  const ref = String(said.at(-1)?.id);
  expect(answer).toEqual({ is: 'accepted', ref });
  expect(await transport.edit('42', ref, aMessage({ text: lines.join('\n') }))).toEqual({ is: 'accepted', ref });
  const left = person.chat().filter(({ from }) => from === 'bot');
  expect(left.map(({ text }) => text)).toEqual(said.map(({ text }) => text));
  expect(left.flatMap(({ buttons }) => buttons)).toEqual([]);
  fake.expectNoViolations();
});

test('repeats no piece that was taken before the platform asked to wait', async () => {
  const { fake, person, transport } = await aChat();
  const text = `${'a'.repeat(4000)}\n${'b'.repeat(4000)}\n${'c'.repeat(10)}`;
  const first = transport.send('42', aMessage({ text }), 'm-1');
  await person.waitFor((message) => message.text.startsWith('a'));
  fake.ban(60, 42);
  expect(await first).toEqual({ is: 'later', code: 'rate-limited', afterMs: expect.any(Number) });
  fake.ban(0, 42);
  expect(await transport.send('42', aMessage({ text }), 'm-1')).toMatchObject({ is: 'accepted' });
  const said = person.chat().filter(({ from }) => from === 'bot');
  expect(said.map((message) => message.text).join('\n')).toBe(text);
});

test('edits text and buttons, and takes what is so already for done', async () => {
  const { fake, person, transport } = await aChat();
  const sent = await transport.send('42', aMessage({ buttons: [aButton('b', 'Po')] }), 'm-1');
  const ref = sent.is === 'accepted' && sent.ref ? sent.ref : '';
  const changed = aMessage({ text: 'Accepted.' });
  expect(await transport.edit('42', ref, changed)).toEqual({ is: 'accepted', ref });
  expect(person.lastMessage()).toMatchObject({ text: 'Accepted.', buttons: [], protected: true });
  expect(await transport.edit('42', ref, changed)).toEqual({ is: 'accepted', ref });
  expect(await transport.edit('42', '99999', changed)).toEqual(never('telegram-400', false));
  fake.expectNoViolations();
});

test('deletes what a person wrote; what is gone is deleted, what is older than 48 hours stays', async () => {
  let now = Date.UTC(2026, 10, 22);
  const { person, transport } = await aChat({ now: () => now });
  const [one, two] = [person.say('one'), person.say('two')];
  const refs = [one, two].map(({ message_id }) => String(message_id)) as [string, string];
  expect(await transport.delete('42', refs[0])).toEqual({ is: 'accepted', ref: refs[0] });
  expect(await transport.delete('42', refs[0])).toEqual({ is: 'accepted', ref: refs[0] });
  now += 49 * 3_600_000;
  expect(await transport.delete('42', refs[1])).toEqual(never('telegram-400', false));
  expect(person.chat().map(({ text }) => text)).toEqual(['/start', 'two']);
});

test.each([
  ['a storm', { status: 429, retry_after: 7 }, { is: 'later', code: 'rate-limited', afterMs: 7000 }],
  ['a fault of the platform', { status: 502 }, { is: 'later', code: 'telegram-502', afterMs: 2000 }],
  ['a page of a gateway', { status: 503, rawBody: '<html>no</html>' }, { is: 'later', code: 'telegram-network' }],
  ['a cut line', { closeSocket: 'before' }, { is: 'later', code: 'telegram-network', afterMs: 2000 }],
  ['a lost answer', { closeSocket: 'after-accept' }, { is: 'later', code: 'telegram-network', afterMs: 2000 }],
  ['silence', { hangMs: 5000 }, { is: 'later', code: 'telegram-network', afterMs: 2000 }],
  [
    'a wrong token',
    { status: 401, description: 'Unauthorized' },
    { is: 'later', code: 'telegram-401', afterMs: 60_000 },
  ],
  ['a bad request', { status: 400, description: 'Bad Request: no' }, never('telegram-400', false)],
  ['no chat', { status: 400, description: 'Bad Request: chat not found' }, never('chat-not-found', true)],
] as const)('%s is told for what it is', async (_, fault, answer) => {
  // Only silence is waited out: whatever answers may take its time.
  const { fake, transport } = await aChat({}, 'hangMs' in fault ? 500 : 8_000);
  fake.failNext('sendMessage', fault);
  expect(await transport.send('42', aMessage(), 'm-1')).toMatchObject(answer);
});

test('a chat that was blocked, was deactivated or never began is dead', async () => {
  const { fake, person, transport } = await aChat();
  person.block();
  expect(await transport.send('42', aMessage(), 'm-1')).toEqual(never('blocked', true));
  person.unblock();
  expect(await transport.send('42', aMessage(), 'm-2')).toMatchObject({ is: 'accepted' });
  person.deactivate();
  expect(await transport.send('42', aMessage(), 'm-3')).toEqual(never('deactivated', true));
  fake.person({ id: 43 });
  expect(await transport.send('43', aMessage(), 'm-4')).toEqual(never('forbidden', true));
  expect(await transport.send('44', aMessage(), 'm-5')).toEqual(never('chat-not-found', true));
});

test('obeys the platform through a storm and keeps to no rate of its own', async () => {
  const { fake, person, transport } = await aChat({ chatBurst: 3, perChatPerSecond: 0.01 });
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => transport.send('42', aMessage({ text: `reminder ${n}` }), `m-${n}`)),
  );
  expect(answers.filter(({ is }) => is === 'accepted')).toHaveLength(3);
  for (const answer of answers.filter(({ is }) => is !== 'accepted'))
    expect(answer).toMatchObject({ is: 'later', code: 'rate-limited', afterMs: expect.any(Number) });
  expect(person.chat().filter(({ from }) => from === 'bot')).toHaveLength(3);
  fake.expectNoViolations();
});
