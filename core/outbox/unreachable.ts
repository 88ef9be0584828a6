import { firstChoice } from '../account/last-channel.ts';
import type { Db, Store } from '../store.ts';
import { isFree, isOpen } from './claim.ts';
import { tellOfReporters } from './tell-of-reporter.ts';
import { tellOffice, tellOfPeople } from './tell-office.ts';

/**
 * A chat that the platform closed for good. What is owed there goes to the person's next one; the answer is its id.
 * Without another it waits, and the office hears of it.
 */
export async function closeChat(
  store: Store,
  { accountId, personId, code }: { accountId: string; personId: string; code: string },
  now: Date,
): Promise<string | null> {
  return store.$transaction(async (db) => {
    await db.$executeRaw`
      UPDATE channel_account SET dead_at = ${now}, dead_reason = ${code} WHERE id = ${accountId}::uuid AND dead_at IS NULL`;
    const next = await liveAccount(db, personId);
    // What changes or deletes a message of the closed chat means nothing in another one.
    await db.$executeRaw`
      UPDATE message SET account_id = CASE WHEN kind = 'send' THEN ${next}::uuid ELSE account_id END,
        cancelled_at = CASE WHEN kind = 'send' THEN NULL ELSE ${now}::timestamptz END,
        reason = CASE WHEN kind = 'send' THEN NULL ELSE 'chat-dead' END, attempts = 0
      WHERE account_id = ${accountId}::uuid AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
    if (!next) await tellOffice(db, personId, now);
    return next;
  });
}

/**
 * All chats of a channel that nobody serves any more. What is owed there is left to `reachAgain`. A chat in which
 * somebody is speaking right now is left alone: there it is served.
 * @returns how many chats there were
 */
export async function closeChannel(store: Store, channel: string, now: Date): Promise<number> {
  return store.$executeRaw`
    UPDATE channel_account a SET dead_at = ${now}, dead_reason = 'channel-off'
    WHERE a.channel = ${channel} AND a.dead_at IS NULL AND ${isFree}`;
}

/** Why chats die with their channel, and not because of anything between the person and the platform. */
export type ChannelReason = 'channel-off' | 'token-revoked';

/**
 * The channel works again: chats that died with it live. Those of people who blocked it, left, or never confirmed stay closed.
 * @returns how many chats are back
 */
export async function reviveChannel(
  store: Store,
  channel: string,
  reasons: readonly ChannelReason[],
  now: Date,
): Promise<number> {
  const back = await store.$executeRaw`
    UPDATE channel_account SET dead_at = NULL, dead_reason = NULL
    WHERE channel = ${channel} AND dead_at IS NOT NULL AND dead_reason = ANY(${[...reasons]}::text[])`;
  if (back > 0) await reachAgain(store, now);
  return back;
}

async function liveAccount(db: Db, personId: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM channel_account WHERE person_id = ${personId}::uuid AND dead_at IS NULL
    ORDER BY ${firstChoice} LIMIT 1`;
  return row?.id ?? null;
}

/** Hands what waits without a chat to one as soon as there is one, and tells the office of whom it cannot reach. */
export async function reachAgain(store: Store, now: Date): Promise<void> {
  await leaveClosedChats(store, now);
  await store.$executeRaw`
    UPDATE message m SET account_id = a.id FROM (
      SELECT DISTINCT ON (person_id) person_id, id FROM channel_account WHERE dead_at IS NULL
        AND person_id IN (SELECT person_id FROM message
          WHERE account_id IS NULL AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL)
      ORDER BY person_id, ${firstChoice}) a
    WHERE m.account_id IS NULL AND m.person_id = a.person_id
      AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL`;
  await tellOfPeople(store, now);
  await tellOfReporters(store, now);
}

/**
 * What is owed in a chat that was closed otherwise than by its own drain: its channel went off, the platform said so in an
 * update, or the message was written while it closed. Whoever has left for good is owed nothing any more.
 */
async function leaveClosedChats(store: Store, now: Date): Promise<void> {
  await store.$executeRaw`
    UPDATE message m SET account_id = CASE WHEN m.kind = 'send' THEN NULL ELSE m.account_id END,
      cancelled_at = CASE WHEN m.kind = 'send' THEN NULL ELSE ${now}::timestamptz END,
      reason = CASE WHEN m.kind = 'send' THEN NULL ELSE 'chat-dead' END, attempts = 0
    FROM channel_account a WHERE a.id = m.account_id AND ${isOpen} IS NOT TRUE AND ${isFree}
      AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL`;
  await store.$executeRaw`
    UPDATE message m SET cancelled_at = ${now}, reason = 'person-deactivated' FROM person p
    WHERE p.id = m.person_id AND p.deactivated_at IS NOT NULL AND m.account_id IS NULL
      AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL`;
}
