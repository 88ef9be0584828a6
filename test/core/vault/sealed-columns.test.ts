import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyedColumns } from '../../../core/vault/rotation/sealed-columns.ts';
import { once } from '../../../prisma/database.ts';
import { aDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await aDatabase();
});
afterAll(() => database?.drop());

/** What may have to do with a key: bytes, and what is called a token, a hash, a seal or a proof. */
const telling = /(^|_)(sealed|token|tokens|hash|seal|proof|sha256|wrapped|signature)(_|$)/;

test('says of each column that may depend on VAULT_KEY what a rotation does with it, and of none that is not there', async () => {
  const { rows } = await once(database.url, (client) =>
    client.query<{ name: string; column: string; type: string }>(
      `SELECT table_name || '.' || column_name AS name, column_name AS column, data_type AS type
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
    ),
  );
  const found = rows.filter(({ type, column }) => type === 'bytea' || (type !== 'boolean' && telling.test(column)));
  expect(found.map(({ name }) => name).toSorted()).toEqual(Object.keys(keyedColumns).toSorted());
});
