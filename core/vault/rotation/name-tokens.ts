import type { Db } from '../../store.ts';
import { nameTokens } from '../blind-index.ts';
import type { Keyring } from '../keyring.ts';
import { alone, other } from './keyed.ts';

export interface Named {
  readonly id: string;
  /** Null: there is nothing to find it by. */
  readonly name: string | null;
}

/** Under which key a name is indexed. Null when it has no words and no tokens. */
export function tokensUnder(keyring: Keyring, name: string | null, stored: readonly string[]): string | null {
  const has = stored.toSorted().join();
  if (has === '' && (name === null || nameTokens(keyring, name).length === 0)) return null;
  if (name === null) return other;
  return keyring.all.find((key) => nameTokens(alone(key), name).join() === has)?.id ?? other;
}

/** Writes the tokens anew under the first key. The subjects' own rows are locked: their names do not change meanwhile. */
export async function indexAnew(
  db: Db,
  keyring: Keyring,
  subjectType: 'child' | 'person',
  subjects: readonly Named[],
): Promise<void> {
  const ids = subjects.map(({ id }) => id);
  const tokens = subjects.flatMap(({ id, name }) =>
    name === null ? [] : nameTokens(keyring, name).map((token) => ({ id, token })),
  );
  await db.$executeRaw`DELETE FROM name_token WHERE subject_type = ${subjectType} AND subject_id = ANY(${ids}::uuid[])`;
  await db.$executeRaw`
    INSERT INTO name_token (token, subject_type, subject_id)
    SELECT token, ${subjectType}, id FROM jsonb_to_recordset(${JSON.stringify(tokens)}::jsonb) AS n(id uuid, token text)
    ON CONFLICT DO NOTHING`;
}
