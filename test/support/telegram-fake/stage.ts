import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from 'grammy';
import { afterEach, expect } from 'vitest';
import { startTelegramFake, type TelegramFakeOptions } from '../telegram-fake.ts';

/** Run in reverse order after each test. */
export const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

export async function aFake(options: TelegramFakeOptions = {}) {
  const telegram = await startTelegramFake({ perChatPerSecond: 1000, overallPerSecond: 1000, ...options });
  closers.push(() => telegram.close());
  return { telegram, api: new Api(telegram.token, { apiRoot: telegram.url }) };
}

export async function aChat(options: TelegramFakeOptions = {}) {
  const { telegram, api } = await aFake(options);
  const person = telegram.person({ id: 42, languageCode: 'sq' });
  person.command('start');
  return { telegram, api, person };
}

/** A webhook that answers with what `statusOf` says, or never when it says null. */
export async function aWebhook(statusOf: (body: Record<string, unknown>, nth: number) => number | null = () => 200) {
  const got: { headers: IncomingHttpHeaders; update: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const update = JSON.parse(Buffer.concat(chunks).toString());
    got.push({ headers: request.headers, update });
    const status = statusOf(update, got.length);
    if (status !== null) response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram/webhook`, got };
}

export const refusal = (code: number, description: RegExp) => ({
  error_code: code,
  description: expect.stringMatching(description),
});
