import { newId } from '../id.ts';
import type { Db } from '../store.ts';
import { type Keyring, nameTokens } from '../vault.ts';
import { sealName } from '../vault-store.ts';
import type { Locale } from '../wording.ts';

export interface NewPerson {
  readonly name: string;
  readonly locale: Locale;
  readonly institutionId?: string | null;
  readonly profession?: string | null;
  readonly mandated: boolean;
  /** Null: until a first chat is linked. */
  readonly verifiedAt?: Date | null;
}

/** Somebody with a name: sealed, and found by the tokens of its words, by which the exclusion list knows a suspect. Returns the id. */
export async function makePerson(
  { db, keyring, now }: { readonly db: Db; readonly keyring: Keyring; readonly now: Date },
  { name, locale, institutionId = null, profession = null, mandated, verifiedAt = null }: NewPerson,
): Promise<string> {
  const id = newId();
  const sealedName = sealName(keyring, id, name);
  await db.person.create({
    data: { id, sealedName, locale, institutionId, profession, mandated, verifiedAt, createdAt: now },
  });
  await db.nameToken.createMany({
    data: nameTokens(keyring, name).map((token) => ({ token, subjectType: 'person', subjectId: id })),
    skipDuplicates: true,
  });
  return id;
}
