import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { inject } from 'vitest';
import { realClock } from '../../core/clock.ts';
import { mintInvite } from '../../core/invite.ts';
import { dueForSpeaking } from '../../core/obligations/remind.ts';
import type { Store } from '../../core/store.ts';
import { type Keyring, makeVaultKey, openKeyring } from '../../core/vault.ts';
import { openStore } from '../../prisma/client.ts';
import { seededPeople, seedTryOut } from '../../prisma/seed.ts';
import { aDatabase } from './database.ts';
import type { Settings } from './killable-house.ts';
import { type Person, startTelegramFake, type TelegramFake } from './telegram-fake.ts';

/** Somebody of the office with the app open. */
export interface Chatting {
  readonly personId: string;
  readonly chatId: number;
  readonly phone: Person;
  /** Types it, and waits until it is stored and everything that is owed to anybody in Telegram is sent. */
  says(text: string): Promise<void>;
  /** Taps the newest unused button whose act this is; waits likewise. */
  taps(act: string): Promise<void>;
}

/** The people of the try-out on a database of their own, a strict Telegram, and nobody who runs the program yet. */
export interface TelegramOffice {
  readonly url: string;
  readonly store: Store;
  readonly pool: pg.Pool;
  readonly keyring: Keyring;
  readonly telegram: TelegramFake;
  /** For a process on this database, against this Telegram. */
  readonly settings: Settings;
  /** Binds a chat to a persona, by an invite code. */
  link(persona: string): Promise<Chatting>;
  /** Until every update is acknowledged and nothing is owed in Telegram that is not sent. */
  settled(): Promise<void>;
  end(): Promise<void>;
}

export async function aTelegramOffice(): Promise<TelegramOffice> {
  const database = await aDatabase();
  const { prisma: store, pool, close } = openStore({ url: database.url, max: 4 });
  const vaultKey = makeVaultKey();
  const keyring = openKeyring(vaultKey);
  await seedTryOut({ store, keyring, clock: realClock });
  const people = await seededPeople(store);
  const telegram = await startTelegramFake({
    perChatPerSecond: 1000,
    overallPerSecond: 1000,
    requireProtectContent: true,
  });
  const redisUrl = inject('redis');
  let chats = 0;

  const settled = async () => {
    const owed = () =>
      store.message.findFirst({
        where: { account: { channel: 'telegram' }, sentAt: null, cancelledAt: null, failedAt: null },
      });
    // In this order: what falls due is written before it is owed.
    const rests = async () =>
      telegram.pending() === 0 &&
      (await dueForSpeaking(store, realClock.now(), 1)).length === 0 &&
      (await owed()) === null;
    await until(rests, async () => {
      const { template, accountId } = (await owed()) ?? {};
      return `${telegram.pending()} updates wait, owed is ${template} to account ${accountId}`;
    });
  };

  return {
    url: database.url,
    store,
    pool,
    keyring,
    telegram,
    settled,
    settings: {
      DATABASE_URL: database.url,
      VAULT_KEY: vaultKey,
      TRY_OUT: '0',
      PORT: '0',
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    },
    async link(persona) {
      const personId = people.get(persona);
      if (!personId) throw new Error(`no persona ${persona}`);
      chats += 1;
      const phone = telegram.person({ id: 7_000 + chats, languageCode: 'sq' });
      const { code } = await mintInvite(store, personId, realClock.now());
      phone.command(`start ${code}`);
      await settled();
      return {
        personId,
        phone,
        chatId: phone.id,
        async says(text) {
          phone.say(text);
          await settled();
        },
        async taps(act) {
          const button = await store.button.findFirst({
            where: { personId, act, usedAt: null, message: { account: { channel: 'telegram' } } },
            orderBy: [{ message: { seq: 'desc' } }, { position: 'asc' }],
          });
          phone.tap(button?.id ?? act);
          await settled();
        },
      };
    },
    async end() {
      await telegram.close();
      await close();
      await database.drop();
    },
  };
}

/** Looks again until it holds; fails after a while, saying why. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  why: () => string | Promise<string>,
  mostMs = 60_000,
): Promise<void> {
  const end = performance.now() + mostMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come to hold in time: ${await why()}`);
    await pause(20);
  }
}
