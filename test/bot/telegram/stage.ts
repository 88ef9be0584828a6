import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach } from 'vitest';
import type { Converse, Heard } from '../../../bot/dialogs/converse.ts';
import type { Lease } from '../../../bot/telegram/lease.ts';
import { startTelegram, type TelegramParts } from '../../../bot/telegram/telegram.ts';
import type { Rendered } from '../../../core/outbox/transport.ts';
import { loadWording } from '../../../core/wording.ts';
import { startTelegramFake, type TelegramFake, type TelegramFakeOptions } from '../../support/telegram-fake.ts';

/** Run in reverse order after each test. */
export const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const wording = loadWording();

export async function aFake(options: TelegramFakeOptions = {}): Promise<TelegramFake> {
  const fake = await startTelegramFake({
    perChatPerSecond: 1000,
    overallPerSecond: 1000,
    requireProtectContent: true,
    ...options,
  });
  closers.push(() => fake.close());
  return fake;
}

/** A conversation that remembers what it heard, and an inbox as the door has one. `failing` throws before the commit. */
export function aListener(failing: (heard: Heard) => void = () => undefined) {
  const calls: Heard[] = [];
  const committed: Heard[] = [];
  const converse: Converse = async (heard) => {
    calls.push(heard);
    failing(heard);
    if (committed.some(({ updateId }) => updateId === heard.updateId)) return 'seen';
    committed.push(heard);
    return 'done';
  };
  return { converse, calls, committed };
}

/** Everything that is said of updates that fail, and of chats that come and go. */
export function aRecord() {
  const deadLetters: { updateId: number; code: string }[] = [];
  const chats: string[] = [];
  const logged: string[] = [];
  const log = (fields: object, what: string) => void logged.push(JSON.stringify({ ...fields, what }));
  return {
    deadLetters,
    chats,
    logged,
    parts: {
      deadLetter: async (updateId: number, code: string) => void deadLetters.push({ updateId, code }),
      storeAnswers: async () => undefined,
      chatBlocked: async ({ address }: { address: string }) => void chats.push(`blocked ${address}`),
      chatBack: async ({ address }: { address: string }) => void chats.push(`back ${address}`),
      log: { info: log, warn: log },
    },
  };
}

export const ownLease: Lease = { hold: async () => true, release: async () => undefined };

export const SECRET = 'a-secret_of-the_webhook';

export type Wanted = Partial<Omit<TelegramParts, 'way'>> & Pick<TelegramParts, 'converse'>;

const partsOf = (fake: TelegramFake, record: ReturnType<typeof aRecord>, wanted: Wanted) => ({
  token: fake.token,
  apiRoot: fake.url,
  whoIs: async ({ address, locale }: { address: string; locale: string }) => ({
    personId: `person-${address}-${locale}`,
    accountId: `account-${address}`,
  }),
  wantsFile: async () => false,
  wording,
  ...record.parts,
  ...wanted,
});

export function polling(fake: TelegramFake, wanted: Wanted, lease: Lease = ownLease) {
  const record = aRecord();
  const telegram = startTelegram({ ...partsOf(fake, record, wanted), way: { by: 'polling', lease, renewMs: 50 } });
  closers.push(() => telegram.stop());
  return { telegram, ...record };
}

/** With a server of its own, as `main.ts` mounts it, and the webhook registered. */
export async function listening(fake: TelegramFake, wanted: Wanted) {
  const record = aRecord();
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const way = { by: 'webhook', publicUrl, secret: SECRET } as const;
  const telegram = startTelegram({ ...partsOf(fake, record, wanted), way });
  if (telegram.router) app.use('/telegram/webhook', telegram.router);
  closers.push(async () => {
    await telegram.stop();
    server.closeAllConnections();
    server.close();
  });
  const url = `${publicUrl}/telegram/webhook`;
  return { telegram, server, url, ...record };
}

export const aMessage = (overrides: Partial<Rendered> = {}): Rendered => ({
  text: 'A case was assigned to you.',
  buttons: [],
  template: 'case-assigned',
  field: null,
  lane: 'answer',
  ...overrides,
});

export const aButton = (id: string, label: string) => ({ id, act: 'accept', label });
