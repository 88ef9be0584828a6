import { expect, test } from 'vitest';
import { telegramApi } from '../../../bot/telegram/transport.ts';
import { aFake, aListener, listening, SECRET } from './stage.ts';

async function aHook(converse?: Parameters<typeof listening>[1]['converse']) {
  const fake = await aFake();
  const listener = aListener();
  const rest = await listening(fake, { converse: converse ?? listener.converse });
  await expect.poll(() => rest.telegram.ready()).toBe(true);
  const post = (body: string, headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': SECRET }) =>
    fetch(rest.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  return { fake, ...listener, ...rest, post };
}

const text = (update_id: number, said = 'po') => ({
  update_id,
  message: { message_id: 1, date: 1, chat: { id: 42, type: 'private' }, from: { id: 42 }, text: said },
});

test('is registered with its secret and the kinds of update that are read', async () => {
  const { fake, url } = await aHook();
  expect(fake.webhook()).toMatchObject({ url, secret: SECRET });
  const info = await telegramApi({ token: fake.token, apiRoot: fake.url }).getWebhookInfo();
  expect(info.allowed_updates).toEqual(['message', 'edited_message', 'callback_query', 'my_chat_member']);
});

test('is registered as soon as the platform answers', async () => {
  const fake = await aFake();
  fake.failNext('setWebhook', { status: 502, times: 2 });
  const { telegram, logged } = await listening(fake, aListener());
  expect(telegram.ready()).toBe(false);
  await expect.poll(() => telegram.ready()).toBe(true);
  expect(logged.filter((line) => line.includes('telegram-502'))).toHaveLength(2);
});

test.each([
  ['a wrong secret', { 'x-telegram-bot-api-secret-token': `${SECRET}x` }],
  ['the beginning of the secret', { 'x-telegram-bot-api-secret-token': SECRET.slice(0, -1) }],
  ['an empty secret', { 'x-telegram-bot-api-secret-token': '' }],
  ['no secret', {}],
])('%s is a 401, whatever the body', async (_, headers) => {
  const { post, calls } = await aHook();
  for (const body of [JSON.stringify(text(1)), '{', 'x'.repeat(2_000_000)]) {
    const response = await post(body, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toEqual({ type: 'about:blank', title: 'Unauthorized', status: 401 });
  }
  expect(calls).toEqual([]);
});

test.each([
  ['no JSON', '{"update_id": 1, "message": {"text": "secret', 400],
  ['nothing', '', 400],
  ['no update', '{"message": {}}', 400],
  ['a list', '[]', 400],
  ['a body of 2 MB', JSON.stringify(text(1, 'x'.repeat(2_000_000))), 413],
])('%s is refused without an echo', async (_, body, status) => {
  const { post, calls, logged } = await aHook();
  const response = await post(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ type: 'about:blank', status });
  expect(calls).toEqual([]);
  expect(logged).toEqual([]);
});

test('reads JSON whatever its content type says', async () => {
  const { post, committed } = await aHook();
  const headers = { 'content-type': 'text/plain', 'x-telegram-bot-api-secret-token': SECRET };
  expect((await post(JSON.stringify(text(1)), headers)).status).toBe(200);
  expect(committed).toHaveLength(1);
});

test('the same update ten times at once is acknowledged ten times and happens once', async () => {
  const { fake, calls, committed } = await aHook();
  await fake.push(text(100_000_500), { times: 10 });
  expect(calls).toHaveLength(10);
  expect(committed).toHaveLength(1);
  expect(fake.deliveries.map(({ status }) => status)).toEqual(Array(10).fill(200));
});

test('acknowledges after the commit and not before', async () => {
  let commit = () => {};
  const committing = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let begun = false;
  let isCommitted = false;
  const { post } = await aHook(async () => {
    begun = true;
    await committing;
    isCommitted = true;
    return 'done';
  });
  let status = 0;
  const posted = post(JSON.stringify(text(1))).then((response) => {
    status = response.status;
    return isCommitted;
  });
  await expect.poll(() => begun).toBe(true);
  expect(status).toBe(0);
  commit();
  expect(await posted).toBe(true);
  expect(status).toBe(200);
});

test('a fault is a 500 that says nothing, and the platform sends the update again', async () => {
  let failures = 2;
  const { fake, logged } = await aHook(async () => {
    if (failures-- > 0) throw new Error('Arta Berisha is in this message');
    return 'done';
  });
  fake.person({ id: 42 }).say('po');
  await fake.idle();
  expect(fake.deliveries.map(({ status }) => status)).toEqual([500, 500, 200]);
  expect(JSON.stringify([fake.deliveries, logged])).not.toContain('Arta');
});

test('takes nothing more while it stops', async () => {
  const { telegram, post, calls } = await aHook();
  await telegram.stop();
  expect((await post(JSON.stringify(text(1)))).status).toBe(503);
  expect(calls).toEqual([]);
});
