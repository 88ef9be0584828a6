import { Bot } from 'grammy';
import { describe, expect, test } from 'vitest';
import type { TelegramFake } from '../telegram-fake.ts';
import { aChat, aFake, aWebhook, closers, refusal } from './stage.ts';

async function poll(telegram: TelegramFake, body: object) {
  const response = await fetch(`${telegram.url}/bot${telegram.token}/getUpdates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { result?: { update_id: number }[] } };
}

describe('long polling', () => {
  test('carries a conversation with a real grammY bot', async () => {
    const { telegram } = await aFake();
    const bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } });
    bot.command('start', (context) =>
      context.reply(`welcome ${context.match} ${context.from?.language_code}`, {
        reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] },
      }),
    );
    bot.on('callback_query:data', async (context) => {
      await context.answerCallbackQuery();
      await context.editMessageText(`you said ${context.callbackQuery.data}`);
    });
    bot.on('edited_message:text', (context) => context.reply(`corrected to ${context.editedMessage.text}`));
    void bot.start();
    closers.push(() => bot.stop());
    const person = telegram.person({ id: 42, languageCode: 'sq' });
    person.command('start abc');
    await person.waitFor(({ text }) => text === 'welcome abc sq');
    person.tap('Go');
    expect((await person.reply()).text).toBe('you said go');
    person.editLast('/start xyz');
    expect((await person.reply()).text).toBe('corrected to /start xyz');
    await telegram.idle();
  });

  test('keeps updates until an offset confirms them, with ids that grow', async () => {
    const { telegram, person } = await aChat();
    person.say('second');
    const first = (await poll(telegram, {})).body.result ?? [];
    expect((await poll(telegram, {})).body.result).toEqual(first);
    const [one, two] = first.map(({ update_id }) => update_id);
    expect(two).toBe((one ?? 0) + 1);
    expect((await poll(telegram, { offset: two })).body.result).toHaveLength(1);
    expect((await poll(telegram, { offset: (two ?? 0) + 1 })).body.result).toEqual([]);
  });

  test('ends the first consumer with 409 when a second one comes', async () => {
    const { telegram } = await aFake();
    const first = poll(telegram, { timeout: 30 });
    await expect.poll(() => telegram.log.length).toBe(1);
    const second = poll(telegram, { timeout: 30 });
    expect(await first).toMatchObject({ status: 409, body: { error_code: 409 } });
    telegram.person({ id: 1 }).say('hi');
    expect((await second).body.result).toHaveLength(1);
  });
});

describe('webhook', () => {
  test('brings updates with the secret, keeps polling out, and needs HTTPS elsewhere', async () => {
    const { telegram, api, person } = await aChat();
    const hook = await aWebhook();
    await api.setWebhook(hook.url, { secret_token: 'a-secret_1' });
    person.say('hi');
    await telegram.idle();
    expect(hook.got.map(({ headers }) => headers['x-telegram-bot-api-secret-token'])).toEqual([
      'a-secret_1',
      'a-secret_1',
    ]);
    expect((await poll(telegram, {})).status).toBe(409);
    await expect(api.setWebhook('http://tryeza.example/x')).rejects.toMatchObject(refusal(400, /HTTPS/));
    await expect(api.setWebhook(hook.url, { secret_token: 'ë' })).rejects.toMatchObject(refusal(400, /unallowed/));
    expect(await api.getWebhookInfo()).toMatchObject({ url: hook.url, pending_update_count: 0 });
    await api.deleteWebhook();
    expect((await poll(telegram, {})).status).toBe(200);
  });

  test('sends again what was not accepted, in order within a chat', async () => {
    const { telegram, api, person } = await aChat({ webhookRetryMs: 5 });
    const hook = await aWebhook((_, nth) => (nth <= 2 ? 500 : 200));
    person.say('second');
    await api.setWebhook(hook.url);
    await telegram.idle();
    const texts = hook.got.map(({ update }) => (update as { message: { text: string } }).message.text);
    expect(texts).toEqual(['/start', '/start', '/start', 'second']);
    expect(telegram.deliveries.map(({ status }) => status)).toEqual([500, 500, 200, 200]);
  });

  test('gives up waiting for an answer and sends again', async () => {
    const { telegram, api } = await aChat({ webhookTimeoutMs: 1_500, webhookRetryMs: 5 });
    const hook = await aWebhook((_, nth) => (nth === 1 ? null : 200));
    await api.setWebhook(hook.url);
    await telegram.idle();
    expect(telegram.deliveries.map(({ status }) => status)).toEqual([null, 200]);
  });

  test('never has more under way than max_connections, except what a test pushes ten times at once', async () => {
    const { telegram, api } = await aFake();
    const hook = await aWebhook(() => null);
    await api.setWebhook(hook.url, { max_connections: 2 });
    for (const id of [1, 2, 3]) telegram.person({ id }).say('hi');
    await expect.poll(() => hook.got.length).toBe(2);
    void telegram.push({ purchased_nothing: { strange: true } }, { times: 10 });
    await expect.poll(() => hook.got.length).toBe(12);
    expect(new Set(hook.got.slice(2).map(({ update: { update_id } }) => update_id)).size).toBe(1);
  });

  test('repeats an update under its own id', async () => {
    const { telegram, api } = await aChat();
    const hook = await aWebhook();
    await api.setWebhook(hook.url);
    await telegram.idle();
    await telegram.push({ ...telegram.updates.at(-1) }, { times: 3 });
    expect(new Set(hook.got.map(({ update: { update_id } }) => update_id)).size).toBe(1);
    expect(hook.got).toHaveLength(4);
  });
});
