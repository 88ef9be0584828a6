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
  await db.$executeRaw`
    UPDATE message SET failed_at = ${now}, reason = ${reason}, attempts = attempts + 1
    WHERE id = ${id}::uuid AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
  await db.$executeRaw`DELETE FROM told WHERE message_id = ${id}::uuid`;
  await keepDeadLetter(db, { room: 'delivery', ref: id, code: reason }, now);
}
