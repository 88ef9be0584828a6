import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { databaseAt, dropDatabase, once } from '../../prisma/database.ts';

export type TestDatabase = Readonly<{ url: string; drop(): Promise<void> }>;

/** A migrated database of the caller's own; one a test file is the habit. Close what is connected, then drop it. */
export async function aDatabase(): Promise<TestDatabase> {
  const template = inject('template');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const source = pg.escapeIdentifier(decodeURIComponent(new URL(template).pathname.slice(1)));
  // WAL_LOG copies without the two checkpoints of FILE_COPY, the slow part when several files start at once.
  const sql = `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${source} STRATEGY WAL_LOG`;
  await once(databaseAt(template, 'postgres'), (client) => client.query(sql));
  const url = databaseAt(template, name);
  return { url, drop: () => dropDatabase(url) };
}
