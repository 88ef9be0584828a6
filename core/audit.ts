import { createHash } from 'node:crypto';
import type { Detail } from './fact.ts';
import type { Db } from './store.ts';

/** Codes and ids only. */
export interface AuditNote {
  /** `case:<id>`, `office:<id>`, `person:<id>`: one hash chain each. */
  readonly chain: string;
  readonly act: string;
  readonly detail: Detail;
}

export interface AuditRow extends AuditNote {
  readonly seq: number;
  readonly at: Date;
  readonly byId: string | null;
  readonly previous: Uint8Array;
  readonly hash: Uint8Array;
}

const nothing = Buffer.alloc(32);

/** SHA-256 over the entry before and everything in this one. Keys are sorted, because Postgres does not keep their order. */
export function entryHash(entry: Omit<AuditRow, 'hash'>): Buffer {
  const { chain, seq, at, byId, act, detail, previous } = entry;
  const sorted = Object.fromEntries(Object.entries(detail).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([chain, seq, at.toISOString(), byId, act, sorted]))
    .digest();
}

/**
 * Appends to the chain. One transaction at a time: the lock is a statement of its own, because a statement sees what was
 * committed before it began, not before its lock was granted.
 * @param isNew the chain's subject came into being in this transaction: nobody else can know the chain.
 */
export async function appendAudit(
  db: Db,
  { chain, act, detail }: AuditNote,
  now: Date,
  byId: string | null,
  isNew = false,
): Promise<void> {
  const head = isNew ? undefined : await lockedHead(db, chain);
  const entry = { chain, act, detail, seq: (head?.seq ?? 0) + 1, at: now, byId, previous: head?.hash ?? nothing };
  await db.$executeRaw`
    INSERT INTO audit_entry (chain, seq, at, by_id, act, detail, previous, hash)
    VALUES (${chain}, ${entry.seq}, ${now}, ${byId}::uuid, ${act}, ${JSON.stringify(detail)}::jsonb, ${entry.previous},
      ${entryHash(entry)})`;
}

async function lockedHead(db: Db, chain: string): Promise<{ seq: number; hash: Uint8Array } | undefined> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${chain}, 0))`;
  const [head] = await db.$queryRaw<{ seq: number; hash: Uint8Array }[]>`
    SELECT seq, hash FROM audit_entry WHERE chain = ${chain} ORDER BY seq DESC LIMIT 1`;
  return head;
}

/** Verifies one chain from its beginning. Returns the number of the first entry that does not fit, or null. */
export async function brokenAt(db: Db, chain: string): Promise<number | null> {
  let previous: Uint8Array = nothing;
  let seq = 0;
  for (const row of await db.auditEntry.findMany({ where: { chain }, orderBy: { seq: 'asc' } })) {
    seq += 1;
    const entry = { ...row, detail: row.detail as Detail };
    if (row.seq !== seq || !Buffer.from(row.previous).equals(previous) || !entryHash(entry).equals(row.hash))
      return row.seq;
    previous = row.hash;
  }
  return null;
}
