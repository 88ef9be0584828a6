import { Api } from 'grammy';
import { describe, expect, test } from 'vitest';
import { aChat, aFake, refusal } from './stage.ts';

describe('rates', () => {
  test('refuses what is over one a second in a chat, with the time to wait', async () => {
    const { telegram, api } = await aChat({ perChatPerSecond: 0.01, chatBurst: 2 });
    telegram.person({ id: 43 }).say('hi');
    await api.sendMessage(42, 'one');
    await api.sendMessage(42, 'two');
    const third = api.sendMessage(42, 'three');
    await expect(third).rejects.toMatchObject({ ...refusal(429, /retry after \d+/), parameters: { retry_after: 100 } });
    await api.sendMessage(43, 'another chat');
    expect(telegram.accepted).toHaveLength(3);
  });

  test('refuses what is over the overall rate', async () => {
    const { telegram, api } = await aFake({ perChatPerSecond: 1000, overallPerSecond: 5 });
    const ids = Array.from({ length: 40 }, (_, index) => index + 1);
    for (const id of ids) telegram.person({ id }).say('hi');
    const results = await Promise.allSettled(ids.map((id) => api.sendMessage(id, 'x')));
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(2);
  });

  test('refuses everything during a ban', async () => {
    const { telegram, api } = await aChat();
    telegram.ban(30);
    await expect(api.sendMessage(42, 'x')).rejects.toMatchObject({
      error_code: 429,
      parameters: { retry_after: expect.any(Number) },
    });
  });
});

describe('faults', () => {
  test('strike once, in the shape asked for', async () => {
    const { telegram, api } = await aChat();
    telegram.failNext('sendMessage', { status: 429, retry_after: 7 });
    telegram.failNext('sendMessage', { status: 502 });
    await expect(api.sendMessage(42, 'a')).rejects.toMatchObject({ error_code: 429, parameters: { retry_after: 7 } });
    await expect(api.sendMessage(42, 'b')).rejects.toMatchObject(refusal(502, /Bad Gateway/));
    await api.sendMessage(42, 'c');
    expect(telegram.accepted.map(({ message }) => message.text)).toEqual(['c']);
  });

  test('cut the connection before the message is taken, or after it', async () => {
    const { telegram, api } = await aChat();
    telegram.failNext('sendMessage', { closeSocket: 'before' });
    await expect(api.sendMessage(42, 'never')).rejects.toThrow(/Network request/);
    telegram.failNext('sendMessage', { closeSocket: 'after-accept' });
    await expect(api.sendMessage(42, 'taken')).rejects.toThrow(/Network request/);
    expect(telegram.accepted.map(({ message }) => message.text)).toEqual(['taken']);
  });

  test('a client that left while it hung has sent nothing', async () => {
    const { telegram, api } = await aChat();
    telegram.failNext('sendMessage', { hangMs: 60_000 });
    const impatient = new Api(telegram.token, { apiRoot: telegram.url, timeoutSeconds: 0.1 });
    await expect(impatient.sendMessage(42, 'x')).rejects.toThrow();
    await api.sendMessage(42, 'later');
    expect(telegram.accepted.map(({ message }) => message.text)).toEqual(['later']);
  });
});
