import type { Clock } from '../clock.ts';
import { newId } from '../id.ts';
import type { Db, Store } from '../store.ts';
import { exactTokens, type Keyring } from '../vault.ts';
import { sealAddress } from '../vault-store.ts';
import type { Locale } from '../wording.ts';

export interface AccountParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

/** A chat as its platform names it. `locale` is the platform's guess, for somebody who never wrote before. */
export interface Chat {
  readonly channel: string;
  readonly address: string;
  readonly locale: Locale;
}

export interface Known {
  readonly personId: string;
  readonly accountId: string;
}

/**
 * Whose chat this is. Whoever never wrote before becomes an unverified person with this chat as the only one: everybody
 * may report. Two first messages at once make one. A chat that was given up as dead and writes again is alive.
 */
export async function accountAt({ store, keyring, clock }: AccountParts, chat: Chat): Promise<Known> {
  const tokens = exactTokens(keyring, 'chat', `${chat.channel}:${chat.address}`);
  const [token] = tokens;
  if (!token) throw new Error('a chat has no address');

  const find = async (db: Db): Promise<Known | null> => {
    const found = await db.channelAccount.findFirst({
      where: { channel: chat.channel, addressToken: { in: tokens } },
      select: { id: true, personId: true, deadAt: true },
    });
    if (!found) return null;
    if (found.deadAt) {
      await db.channelAccount.update({ where: { id: found.id }, data: { deadAt: null, deadReason: null } });
    }
    return { personId: found.personId, accountId: found.id };
  };

  const known = await find(store);
  if (known) return known;
  const made = { personId: newId(), accountId: newId() };
  const now = clock.now();
  const make = (db: Db) => db.$executeRaw`
    WITH account AS (
      INSERT INTO channel_account (id, person_id, channel, sealed_address, address_token, preferred, linked_at)
      VALUES (${made.accountId}::uuid, ${made.personId}::uuid, ${chat.channel}, ${sealAddress(keyring, made.accountId, chat.address)},
        ${token}, true, ${now})
      ON CONFLICT DO NOTHING RETURNING person_id)
    INSERT INTO person (id, locale, created_at) SELECT person_id, ${chat.locale}, ${now} FROM account`;
  // While keys change, another process may write the token under the other key, where no constraint sees both.
  const count =
    tokens.length === 1
      ? await make(store)
      : await store.$transaction(async (db) => {
          await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${tokens.toSorted()[0]}, 0))`;
          return (await find(db)) ? 0 : make(db);
        });
  if (count === 1) return made;
  const first = await find(store);
  if (!first) throw new Error('a chat is neither known nor new');
  return first;
}
