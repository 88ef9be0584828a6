import { createHash, createHmac, type KeyObject } from 'node:crypto';
import type { Db, Store } from './store.ts';
import type { Keyring } from './vault.ts';
import { sameSecret } from './vault.ts';

const nothing = Buffer.alloc(32);

/**
 * Seals the heads of all audit chains: a chain whose end is cut off shows, since its head was sealed. The seals are a chain
 * themselves and keyed, so that whoever can write to the database alone cannot make one.
 * One process at a time; nothing when no chain has moved since. True when a seal was written.
 */
export async function sealHeads(store: Store, keyring: Keyring, now: Date): Promise<boolean> {
  return store.$transaction(async (db) => {
    const [lock] = await db.$queryRaw<
      { ours: boolean }[]
    >`SELECT pg_try_advisory_xact_lock(hashtextextended('audit-seal', 0)) AS ours`;
    if (!lock?.ours) return false;
    const last = await db.auditSeal.findFirst({ orderBy: { seq: 'desc' } });
    const { heads, count } = await headsOf(db);
    if (last && Buffer.from(last.heads).equals(heads)) return false;
    const previous = Buffer.from(last?.seal ?? nothing);
    const seal = sealed(keyring.first.proof, { at: now, heads, count, previous });
    await db.auditSeal.create({
      data: { at: now, heads: bytes(heads), count, previous: bytes(previous), seal: bytes(seal) },
    });
    return true;
  });
}

/** The number of the first seal that does not fit what is before it, or null. */
export async function brokenSeal(db: Db, keyring: Keyring): Promise<bigint | null> {
  let previous: Uint8Array = nothing;
  for (const row of await db.auditSeal.findMany({ orderBy: { seq: 'asc' } })) {
    const fits = keyring.all.some((key) =>
      sameSecret(sealed(key.proof, row).toString('hex'), Buffer.from(row.seal).toString('hex')),
    );
    if (!fits || !Buffer.from(row.previous).equals(previous)) return row.seq;
    previous = row.seal;
  }
  return null;
}

/** The heads as of an instant, so that a seal can be checked after the chains have grown. */
export async function headsOf(db: Db, asOf?: Date): Promise<{ heads: Buffer; count: number }> {
  const rows = await db.$queryRaw<{ chain: string; seq: number; hash: Uint8Array }[]>`
    SELECT DISTINCT ON (chain COLLATE "C") chain, seq, hash FROM audit_entry
    WHERE ${asOf ?? null}::timestamptz IS NULL OR at <= ${asOf ?? null}::timestamptz ORDER BY chain COLLATE "C", seq DESC`;
  const heads = createHash('sha256');
  for (const { chain, seq, hash } of rows)
    heads.update(JSON.stringify([chain, seq, Buffer.from(hash).toString('hex')]));
  return { heads: heads.digest(), count: rows.length };
}

interface Sealing {
  readonly at: Date;
  readonly heads: Uint8Array;
  readonly count: number;
  readonly previous: Uint8Array;
}

const sealed = (key: KeyObject, { at, heads, count, previous }: Sealing): Buffer =>
  createHmac('sha256', key)
    .update('audit-seal')
    .update(previous)
    .update(heads)
    .update(JSON.stringify([at.toISOString(), count]))
    .digest();

const bytes = (buffer: Buffer) => new Uint8Array(buffer);
