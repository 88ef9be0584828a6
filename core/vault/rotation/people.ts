import type { Db } from '../../store.ts';
import { openName, sealName } from '../../vault-store.ts';
import type { Keyring } from '../keyring.ts';
import { sealedBy } from '../seal.ts';
import {
  type Busy,
  beforeAll,
  inJson,
  type Keyed,
  type KeyedRow,
  orUnreadable,
  unlessBusy,
  unreadable,
} from './keyed.ts';
import { indexAnew, tokensUnder } from './name-tokens.ts';

const seal = 'person.sealed_name';
const index = 'name_token.token of people';

interface Row {
  readonly id: string;
  readonly sealed_name: Uint8Array;
  readonly tokens: readonly string[] | null;
}

/** The names of people: sealed directly, and found by tokens that the plain name is needed for. */
export const people = (keyring: Keyring): Keyed => ({
  columns: [seal, index],
  async page(db, after, size) {
    const rows = await db.$queryRaw<Row[]>`
      SELECT id, sealed_name,
        (SELECT array_agg(token) FROM name_token WHERE subject_type = 'person' AND subject_id = person.id) AS tokens
      FROM person WHERE id > ${after ?? beforeAll}::uuid AND sealed_name IS NOT NULL ORDER BY id LIMIT ${size}`;
    return rows.map((row) => looked(keyring, row));
  },
  async renew(db, ids, busy) {
    const rows = await lockedPeople(db, ids, busy);
    const named = rows.map((row) => ({ id: row.id, name: openName(keyring, row.id, row.sealed_name) }));
    const sealed = named.map(({ id, name }) => ({ id, sealed: inJson(sealName(keyring, id, name)) }));
    await db.$executeRaw`
      UPDATE person p SET sealed_name = decode(n.sealed, 'base64')
      FROM jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) AS n(id uuid, sealed text) WHERE p.id = n.id`;
    await indexAnew(db, keyring, 'person', named);
    return rows.length;
  },
});

/** NO KEY: what refers to a person, as a report being sent, does not have to wait. */
const lockedPeople = (db: Db, ids: readonly string[], busy: Busy) => db.$queryRaw<Pick<Row, 'id' | 'sealed_name'>[]>`
  SELECT id, sealed_name FROM person WHERE id = ANY(${ids}::uuid[]) AND sealed_name IS NOT NULL
  ORDER BY id FOR NO KEY UPDATE ${unlessBusy(busy)}`;

function looked(keyring: Keyring, { id, sealed_name, tokens }: Row): KeyedRow {
  const by = orUnreadable(() => {
    openName(keyring, id, sealed_name);
    return sealedBy(sealed_name);
  });
  if (by === unreadable) return { id, under: { [seal]: unreadable } };
  const under = tokensUnder(keyring, openName(keyring, id, sealed_name), tokens ?? []);
  return { id, under: { [seal]: by, ...(under ? { [index]: under } : {}) } };
}
