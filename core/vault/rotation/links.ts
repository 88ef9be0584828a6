import { Prisma } from '../../../prisma/client/generated/client.ts';
import type { Clock } from '../../clock.ts';
import { inviteCode } from '../../invite.ts';
import { linkCode } from '../../link.ts';
import type { Keyring } from '../keyring.ts';
import { alone, beforeAll, type Keyed, other } from './keyed.ts';

const link = 'secure_link.hash';
const invite = 'invite.code_hash';

/** Ids that a message still owed names. */
const named = Prisma.sql`(SELECT p.value FROM message m, jsonb_each_text(m.params) p
  WHERE m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL)`;

/**
 * Links that are open, or that a message still owed will name: their codes come from the key that made them. They live
 * half an hour, so nothing is done but waiting for them; one that is over needs no key.
 */
export const links = (keyring: Keyring, clock: Clock): Keyed => ({
  columns: [link],
  async page(db, after, size) {
    const rows = await db.$queryRaw<{ readonly id: string; readonly hash: string }[]>`
      SELECT id, hash FROM secure_link WHERE id > ${after ?? beforeAll}::uuid
        AND (expires_at > ${clock.now()} OR id::text IN ${named}) ORDER BY id LIMIT ${size}`;
    return rows.map((row) => ({ id: row.id, under: { [link]: madeBy(keyring, (one) => linkCode(one, row)) } }));
  },
  renew: null,
});

/** Invites whose code an open link still shows: it comes from the key as well. Told, it is known by its hash alone. */
export const invites = (keyring: Keyring, clock: Clock): Keyed => ({
  columns: [invite],
  async page(db, after, size) {
    const rows = await db.$queryRaw<{ readonly id: string; readonly codeHash: string }[]>`
      SELECT id, code_hash AS "codeHash" FROM invite
      WHERE id > ${after ?? beforeAll}::uuid AND id::text IN (SELECT purpose ->> 'inviteId' FROM secure_link
        WHERE purpose ->> 'does' = 'invite' AND (expires_at > ${clock.now()} OR id::text IN ${named})) ORDER BY id LIMIT ${size}`;
    return rows.map((row) => ({ id: row.id, under: { [invite]: madeBy(keyring, (one) => inviteCode(one, row)) } }));
  },
  renew: null,
});

/** `codeUnder` throws when the key did not make it. */
function madeBy(keyring: Keyring, codeUnder: (one: Keyring) => string): string {
  const made = keyring.all.find((key) => {
    try {
      return codeUnder(alone(key)) !== '';
    } catch {
      return false;
    }
  });
  return made?.id ?? other;
}
