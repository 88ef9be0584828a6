import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemShape } from '../../../api/problem.ts';
import { anOffice } from '../../api/office.ts';
import { aTryOut, type TryOutUnderTest } from './a-try-out.ts';

let house: TryOutUnderTest;
beforeAll(async () => {
  house = await aTryOut();
});
afterAll(() => house?.end());

const post = (path: string, body: unknown) => house.ask(path, { method: 'POST', body });

test('tells the time and mints fresh codes and tokens for every persona, earlier ones staying valid', async () => {
  const first = (await house.ask('/try/state')).body;
  const second = (await house.ask('/try/state')).body;
  expect(Object.keys(first).toSorted()).toEqual(['adminToken', 'now', 'personas']);
  expect(first.now).toBe('2026-11-23T08:00:00.000Z');
  for (const persona of first.personas) {
    expect(Object.keys(persona).toSorted()).toEqual(
      ['id', 'inviteCode', 'locale', 'personId', 'role', 'seat', 'token'].toSorted(),
    );
  }
  const head = ({ personas }: typeof first) => personas.find(({ id }: { id: string }) => id === 'head');
  expect(head(first).token).not.toBe(head(second).token);
  expect(head(first).inviteCode).not.toBe(head(second).inviteCode);
  for (const state of [first, second]) {
    expect((await house.ask('/api/v1/cases', { token: head(state).token })).status).toBe(200);
    expect((await house.ask('/api/v1/people', { token: state.adminToken })).status).toBe(200);
  }
});

test('moves the clock forward only', async () => {
  const moved = await post('/try/clock', { advance: 'PT15M' });
  expect(moved).toMatchObject({ status: 200, body: { now: '2026-11-23T08:15:00.000Z' } });
  expect(house.advanced).toEqual(['PT15M']);
  for (const advance of ['-PT1H', 'tomorrow', '', 'P1000D', 'P1M', 7, null]) {
    const { status, body } = await post('/try/clock', { advance });
    expect(status).toBe(422);
    expect(problemShape.parse(body).field).toBe('advance');
  }
  expect((await post('/try/clock', {})).status).toBe(422);
  expect((await post('/try/clock', '{"advance"')).status).toBe(400);
});

test('a command shows its words; the answer is there when the request is answered', async () => {
  const { status, body } = await post('/try/chats/doctor', { text: 'help' });
  expect(status).toBe(200);
  expect(body.messages).toEqual([
    expect.objectContaining({ from: 'person', text: '/help', template: null, field: null, buttons: [] }),
    expect.objectContaining({ from: 'bot', template: 'answer', text: 'heard command help' }),
  ]);
  const { body: chat } = await house.ask('/try/chats/doctor');
  expect(chat.messages.slice(-2)).toEqual(body.messages);
  expect(Object.keys(chat.messages[0]).toSorted()).toEqual(
    ['at', 'buttons', 'field', 'from', 'id', 'template', 'text'].toSorted(),
  );
});

test.each([
  ['/why QPR-2026-0001', '/why QPR-2026-0001'],
  ['why QPR-2026-0001', '/why QPR-2026-0001'],
  ['start 3vWJx_secret_code', '/start'],
])('of the command %s the chat shows %s', async (text, shown) => {
  expect((await post('/try/chats/doctor', { text })).body.messages[0].text).toBe(shown);
});

test('a personal answer stands as stored, and its words are in no table', async () => {
  const { body } = await post('/try/chats/teacher', { text: 'store Lule Provuese' });
  expect(body.messages[0]).toMatchObject({ from: 'person', text: 'u ruajt ✓' });
  const stray = await post('/try/chats/teacher', { text: 'Lule Provuese again' });
  expect(stray.body.messages[0].text).toBe('(tekst, nuk ruhet në bisedë)');
  for (const row of await house.store.webChat.findMany()) expect(row.text).not.toMatch(/Lule|Provuese/);
});

test('a plain answer to a field that is not personal shows its words', async () => {
  await post('/try/chats/manager-1', { text: 'ask when' });
  const { body } = await post('/try/chats/manager-1', { text: '2026-11-23T08:00' });
  expect(body.messages[0].text).toBe('2026-11-23T08:00');
  await post('/try/chats/manager-1', { text: 'ask when' });
  const words = await post('/try/chats/manager-1', { text: 'when Lule came' });
  expect(words.body.messages[0].text).not.toContain('Lule');
});

test('a tapped button shows its label', async () => {
  const { body } = await post('/try/chats/intake', { text: 'button' });
  const [button] = body.messages[1].buttons;
  expect(button).toMatchObject({ act: 'choose:yes', label: 'Po' });
  const tapped = await post('/try/chats/intake', { button: button.id });
  expect(tapped.body.messages[0]).toMatchObject({ from: 'person', text: 'Po' });
  expect(tapped.body.messages[1].text).toBe('heard tap');
  expect((await post('/try/chats/intake', { button: 'nothing' })).status).toBe(200);
});

test('takes a file, and gives one that is too large to the dialog to refuse', async () => {
  const send = async (size: number) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(size)]), 'Lule.jpg');
    const answer = await fetch(`${house.url}/try/chats/teacher`, { method: 'POST', body: form });
    return { status: answer.status, text: await answer.text() };
  };
  const small = await send(1000);
  expect(small.status).toBe(200);
  expect(small.text).toContain('heard file of 1000');
  expect(small.text).not.toContain('Lule');
  const large = await send(30 * 1024 * 1024);
  expect(large.status).toBe(200);
  expect(large.text).toContain('heard file too large');
});

test('the same update again does nothing', async () => {
  const headers = { 'Idempotency-Key': 'tap-0001' };
  const once = await house.ask('/try/chats/superior', { method: 'POST', body: { text: 'help' }, headers });
  const again = await house.ask('/try/chats/superior', { method: 'POST', body: { text: 'help' }, headers });
  expect(once.body.messages).toHaveLength(2);
  expect(again.body.messages).toHaveLength(0);
});

test('a fault leaves no bubble behind', async () => {
  const before = (await house.ask('/try/chats/head')).body.messages.length;
  expect((await post('/try/chats/head', { text: 'break' })).status).toBe(500);
  expect((await house.ask('/try/chats/head')).body.messages).toHaveLength(before);
});

test('refuses what it does not know', async () => {
  for (const path of ['/try/chats/nobody', '/try/chats/%2e%2e']) {
    expect((await house.ask(path)).status).toBe(404);
    expect((await post(path, { text: 'help' })).status).toBe(404);
  }
  for (const body of [{}, { text: '' }, { text: 7 }, { button: '' }, { text: 'a', button: 'b' }, [], { other: 1 }]) {
    expect((await post('/try/chats/head', body)).status).toBe(422);
  }
  expect((await post('/try/chats/head', '{')).status).toBe(400);
  expect((await post('/try/chats/head', { text: 'x'.repeat(120_000) })).status).toBe(413);
  expect((await post('/try/chats/head', { text: 'x'.repeat(10_000) })).status).toBe(200);
});

test('answers on this machine only', async () => {
  const through = (headers: Record<string, string>, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(house.url);
      const asking = request({ hostname, port, path, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asking.on('error', reject).end();
    });
  for (const path of ['/', '/try/state', '/try/chats/head', '/try/assets/try-out.js']) {
    expect(await through({ Host: 'tryeza.example.org' }, path)).toBe(403);
    expect(await through({ Host: '127.0.0.1.example.org' }, path)).toBe(403);
    expect(await through({ Host: 'localhost', Origin: 'https://elsewhere.example' }, path)).toBe(403);
    expect(await through({ Host: 'localhost:3000' }, path)).toBe(200);
    expect(await through({ Host: '[::1]:3000' }, path)).toBe(200);
  }
});

test('without the try-out none of it is there', async () => {
  const office = await anOffice();
  for (const path of ['/try/state', '/try/chats/head', '/try/view', '/try/assets/try-out.js']) {
    expect((await office.ask(path)).status).toBe(404);
  }
  await office.end();
});
