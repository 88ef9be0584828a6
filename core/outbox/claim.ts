import { Prisma } from '../../prisma/client/generated/client.ts';
import type { Db } from '../store.ts';

/** First key of the advisory lock by which a process shows that it lives; the second is its number. */
export const presence = 0x7279;

/**
 * Nobody speaks in the chat, whose row is `a`: no lease, one that ran out, or one of a process (`<number>/…`) that is gone.
 * A killed process loses its connection and with it its lock at once; one that only sleeps keeps it.
 */
export const isFree = Prisma.sql`(a.leased_until IS NULL OR a.leased_until <= clock_timestamp() OR (a.leased_by LIKE '%/%'
  AND NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${presence}::int::oid
    AND l.objid = split_part(a.leased_by, '/', 1)::bigint::oid AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))))`;

/** It may be spoken in. An address that waits to be confirmed takes the one mail that asks for it, and is dead for all else. */
export const isOpen = Prisma.sql`(a.dead_at IS NULL OR a.dead_reason = 'unconfirmed')`;

/** A chat that this drain alone may speak in until the lease runs out. */
export interface Claimed {
  readonly accountId: string;
  readonly personId: string;
  readonly channel: string;
  readonly sealedAddress: Uint8Array;
}

/**
 * Leases the chat. Runs on the clock of the database, so that machines whose clocks differ agree who holds it.
 * @returns `busy` while another one holds it, `paused` while the platform asked to wait, `gone` when it is dead.
 */
export async function claimChat(
  db: Db,
  accountId: string,
  { by, leaseMs }: { by: string; leaseMs: number },
): Promise<Claimed | 'busy' | 'paused' | 'gone'> {
  const [claimed] = await db.$queryRaw<Claimed[]>`
    UPDATE channel_account a SET leased_by = ${by}, leased_until = clock_timestamp() + ${leaseMs} * interval '1 ms'
    WHERE id = ${accountId}::uuid AND ${isOpen} AND ${isFree}
      AND (paused_until IS NULL OR paused_until <= clock_timestamp())
    RETURNING id AS "accountId", person_id AS "personId", channel, sealed_address AS "sealedAddress"`;
  if (claimed) return claimed;
  const [kept] = await db.$queryRaw<{ dead: boolean; leased: boolean }[]>`
    SELECT NOT ${isOpen} AS dead, NOT ${isFree} AS leased FROM channel_account a WHERE id = ${accountId}::uuid`;
  if (!kept || kept.dead) return 'gone';
  return kept.leased ? 'busy' : 'paused';
}

/** False: the lease ran out and somebody else may be speaking. */
export async function renewClaim(
  db: Db,
  accountId: string,
  { by, leaseMs }: { by: string; leaseMs: number },
): Promise<boolean> {
  const kept = await db.$executeRaw`
    UPDATE channel_account SET leased_until = clock_timestamp() + ${leaseMs} * interval '1 ms'
    WHERE id = ${accountId}::uuid AND leased_by = ${by} AND leased_until > clock_timestamp()`;
  return kept === 1;
}

export async function releaseChat(db: Db, accountId: string, by: string): Promise<void> {
  await db.$executeRaw`
    UPDATE channel_account SET leased_by = NULL, leased_until = NULL WHERE id = ${accountId}::uuid AND leased_by = ${by}`;
}

export async function pauseChat(db: Db, accountId: string, ms: number): Promise<void> {
  await db.$executeRaw`
    UPDATE channel_account SET paused_until = clock_timestamp() + ${ms} * interval '1 ms' WHERE id = ${accountId}::uuid`;
}

export interface OwedChat {
  readonly accountId: string;
  readonly channel: string;
  /** Of the first message owed there: the same one again means that nothing has moved. */
  readonly first: bigint;
  readonly last: bigint;
}

/** Chats with something to say that nobody is speaking in and no platform asked to leave alone; the longest waiting first. */
export async function chatsOwed(db: Db, channels: readonly string[], most: number): Promise<OwedChat[]> {
  return db.$queryRaw<OwedChat[]>`
    SELECT a.id AS "accountId", a.channel, m.first, m.last FROM channel_account a
    JOIN (SELECT account_id, min(seq) AS first, max(seq) AS last FROM message
      WHERE sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL AND account_id IS NOT NULL
      GROUP BY account_id) m ON m.account_id = a.id
    WHERE ${isOpen} AND a.channel = ANY(${[...channels]}::text[])
      AND ${isFree} AND (a.paused_until IS NULL OR a.paused_until <= clock_timestamp())
    ORDER BY m.first LIMIT ${most}`;
}

/** How many chats somebody is speaking in right now. */
export async function chatsBusy(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM channel_account a WHERE leased_until > clock_timestamp() AND NOT ${isFree}`;
  return row?.count ?? 0;
}
