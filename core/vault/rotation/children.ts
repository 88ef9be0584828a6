import { identityPlace } from '../../referral/known-child.ts';
import type { ReportedChild } from '../../referral/report.ts';
import { unwrap } from '../data-key.ts';
import type { Keyring } from '../keyring.ts';
import { openJson } from '../seal.ts';
import { beforeAll, type Keyed, orUnreadable, unlessBusy } from './keyed.ts';
import { indexAnew, tokensUnder } from './name-tokens.ts';

const index = 'name_token.token of children';

interface Row {
  readonly id: string;
  readonly sealed_identity: Uint8Array;
  readonly wrapped: Uint8Array | null;
}

/** By which tokens children are found. What is sealed of them is under their data keys, and stays as it is. */
export const children = (keyring: Keyring): Keyed => ({
  columns: [index],
  async page(db, after, size) {
    const rows = await db.$queryRaw<(Row & { readonly tokens: readonly string[] | null })[]>`
      SELECT c.id, c.sealed_identity, k.wrapped,
        (SELECT array_agg(token) FROM name_token WHERE subject_type = 'child' AND subject_id = c.id) AS tokens
      FROM child c LEFT JOIN vault_key k ON k.subject_type = 'child' AND k.subject_id = c.id
      WHERE c.id > ${after ?? beforeAll}::uuid ORDER BY c.id LIMIT ${size}`;
    return rows.map((row) => {
      const by = orUnreadable(() => tokensUnder(keyring, nameOf(keyring, row), row.tokens ?? []) ?? '');
      return { id: row.id, under: by === '' ? {} : { [index]: by } };
    });
  },
  async renew(db, ids, busy) {
    // A supplement to a report updates the child before its tokens: it waits here, or is waited for by skipping.
    const rows = await db.$queryRaw<Row[]>`
      SELECT c.id, c.sealed_identity,
        (SELECT wrapped FROM vault_key WHERE subject_type = 'child' AND subject_id = c.id) AS wrapped
      FROM child c WHERE c.id = ANY(${ids}::uuid[]) ORDER BY c.id FOR NO KEY UPDATE ${unlessBusy(busy)}`;
    const named = rows.map((row) => ({ id: row.id, name: nameOf(keyring, row) }));
    await indexAnew(db, keyring, 'child', named);
    return rows.length;
  },
});

/** Null as well when the data key was purged: by a name that nobody can open again, nobody is found. */
function nameOf(keyring: Keyring, { id, sealed_identity, wrapped }: Row): string | null {
  if (!wrapped) return null;
  const key = unwrap(keyring, wrapped, { type: 'child', id });
  return openJson<ReportedChild>(key, identityPlace(id), sealed_identity).name;
}
