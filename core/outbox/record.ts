import { keepDeadLetter } from '../dead-letter.ts';
import type { Db } from '../store.ts';

/** What became of a message. Each writes only while it is still owed, so that a late word never overwrites an earlier one. */
export async function recordSent(db: Db, id: string, ref: string | null, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET sent_at = ${now}, platform_ref = ${ref}, attempts = attempts + 1
    WHERE id = ${id}::uuid AND sent_at IS NULL`;
}

/** Several that one word told of, together. */
export async function recordTold(db: Db, ids: readonly string[], ref: string | null, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET sent_at = ${now}, platform_ref = ${ref}, attempts = attempts + 1
    WHERE id = ANY(${[...ids]}::uuid[]) AND sent_at IS NULL`;
}

export async function recordCancelled(db: Db, id: string, reason: string, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE message SET cancelled_at = ${now}, reason = ${reason}
    WHERE id = ${id}::uuid AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
}

export async function recordAttempt(db: Db, id: string): Promise<void> {
  await db.$executeRaw`UPDATE message SET attempts = attempts + 1 WHERE id = ${id}::uuid`;
}

/** For good. Whoever it was for has not been told, and the ledger says so; an admin sees it. */
export async function recordFailed(db: Db, id: string, reason: string, now: Date): Promise<void> {
  const failed = await db.$queryRaw<unknown[]>`
    WITH failed AS (UPDATE message SET failed_at = ${now}, reason = ${reason}, attempts = attempts + 1
      WHERE id = ${id}::uuid AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL RETURNING id),
    untold AS (DELETE FROM told WHERE message_id IN (SELECT id FROM failed))
    SELECT id FROM failed`;
  if (failed.length > 0) await keepDeadLetter(db, { room: 'delivery', ref: id, code: reason }, now);
}

/** A desk that was drawn is as things stand: nobody asks for its row again. Each change of an open desk writes one. */
export async function forgetDesk(db: Db, id: string): Promise<void> {
  await db.$executeRaw`DELETE FROM message WHERE id = ${id}::uuid AND kind = 'desk'`;
}

/**
 * All drawings of a chat's desk that are owed before its last one, together. One that commits later with a lower `seq` is
 * not seen here and is drawn by itself.
 */
export async function forgetOlderDesks(db: Db, accountId: string): Promise<void> {
  await db.$executeRaw`
    WITH owed AS (SELECT id, seq, max(seq) OVER () AS last FROM message
      WHERE account_id = ${accountId}::uuid AND kind = 'desk' AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL)
    DELETE FROM message WHERE id IN (SELECT id FROM owed WHERE seq < last)`;
}
