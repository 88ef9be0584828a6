import { z } from 'zod';
import { newId } from './id.ts';
import type { Db } from './store.ts';
import { codeOfHash, derivedCode, hashSecret, type Keyring } from './vault.ts';
import type { Locale } from './wording.ts';

const minute = 60_000;
/** How long a page can be read after it was opened. */
const openMinutes = 10;

/** What a link opens: ids only. */
const purpose = z.discriminatedUnion('does', [
  z.object({ does: z.literal('whom'), caseId: z.uuid() }),
  z.object({ does: z.literal('report'), caseId: z.uuid() }),
  z.object({ does: z.literal('reporter'), caseId: z.uuid() }),
  z.object({ does: z.literal('question'), questionId: z.uuid() }),
  z.object({ does: z.literal('invite'), inviteId: z.uuid() }),
]);
export type LinkPurpose = z.infer<typeof purpose>;

/** A short-lived personal link to something that may not stand in a chat. Whoever has the code is taken for the person. */
export interface Link {
  readonly id: string;
  readonly personId: string;
  readonly locale: Locale;
  readonly purpose: LinkPurpose;
  readonly expired: boolean;
  readonly opened: boolean;
}

/** A new link; returns its id, which may stand in a message. `now` of the real clock. */
export async function makeLink(
  db: Db,
  keyring: Keyring,
  wanted: { personId: string; purpose: LinkPurpose; minutes?: number },
  now: Date,
): Promise<string> {
  const id = newId();
  const expiresAt = new Date(now.getTime() + (wanted.minutes ?? 30) * minute);
  const hash = hashSecret(derivedCode(keyring.first, ['link', id]));
  await db.secureLink.create({ data: { id, hash, personId: wanted.personId, purpose: wanted.purpose, expiresAt } });
  return id;
}

/**
 * The code of a link, derived from its id when the message is sent: 128 bits that are stored nowhere.
 * Throws when no key of VAULT_KEY made it.
 */
export function linkCode(keyring: Keyring, { id, hash }: { id: string; hash: string }): string {
  return codeOfHash(keyring, ['link', id], hash);
}

/** Null when nobody was ever given this code, or its person is gone. */
export async function linkOf(db: Db, code: string, now: Date): Promise<Link | null> {
  const row = await db.secureLink.findUnique({ where: { hash: hashSecret(code) } });
  const person = row && (await db.person.findUnique({ where: { id: row.personId } }));
  if (!row || !person || person.deactivatedAt) return null;
  return {
    id: row.id,
    personId: row.personId,
    locale: person.locale as Locale,
    purpose: purpose.parse(row.purpose),
    expired: row.expiresAt <= now,
    opened: row.openedAt !== null,
  };
}

/** From the first opening on it stays readable for ten minutes: a reload is no loss, a link found tomorrow is nothing. */
export async function openLink(db: Db, id: string, now: Date): Promise<void> {
  const until = new Date(now.getTime() + openMinutes * minute);
  await db.$executeRaw`
    UPDATE secure_link SET opened_at = ${now}, expires_at = LEAST(expires_at, ${until})
    WHERE id = ${id}::uuid AND opened_at IS NULL`;
}
