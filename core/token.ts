import { randomBytes } from 'node:crypto';
import { newId } from './id.ts';
import type { Db } from './store.ts';
import { hashSecret } from './vault.ts';

const day = 86_400_000;
const shape = /^tryeza_[A-Za-z0-9_-]{43}$/;

/** Who a bearer token speaks for. */
export interface TokenOwner {
  readonly tokenId: string;
  readonly personId: string;
}

/** A new API token with the rights of the person: 256 random bits, shown this once; only its hash is kept. `now` of the real clock. */
export async function mintToken(
  db: Db,
  personId: string,
  { now, days = 30 }: { now: Date; days?: number },
): Promise<string> {
  const token = `tryeza_${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(now.getTime() + days * day);
  await db.apiToken.create({ data: { id: newId(), personId, hash: hashSecret(token), createdAt: now, expiresAt } });
  return token;
}

/**
 * The owner of a live token; null when it is unknown, expired or revoked, or its person deactivated.
 * Its last use is noted to the minute, so that a busy client does not write with every read.
 */
export async function personOfToken(db: Db, token: string, now: Date): Promise<TokenOwner | null> {
  if (!shape.test(token)) return null;
  const row = await db.apiToken.findUnique({ where: { hash: hashSecret(token) }, include: { person: true } });
  if (!row || row.revokedAt || row.expiresAt <= now || row.person.deactivatedAt) return null;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= 60_000) {
    await db.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return { tokenId: row.id, personId: row.personId };
}

/** Closes it at once. A second time changes nothing. */
export async function revokeToken(db: Db, tokenId: string, now: Date): Promise<void> {
  await db.apiToken.updateMany({ where: { id: tokenId, revokedAt: null }, data: { revokedAt: now } });
}
