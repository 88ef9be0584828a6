import { createHash } from 'node:crypto';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { BackupTable, Sequence } from './backup-file.ts';
import { rowsIn } from './backup-file.ts';

/** How values are written and rows sorted must not depend on the server: the same rows make the same hash anywhere. */
const settings = `
  SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres';
  SET bytea_output = 'hex'; SET extra_float_digits = 1; SET row_security = off; SET search_path = '';
  SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0`;

/** A connection of its own for reading or writing whole tables. */
export async function copying<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: 'tryeza-backup',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(settings);
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * All tables of schema public, each behind those that it refers to. The queue's schema is not among them: the queue is
 * made anew from these.
 */
export async function tablesOf(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable & { refers: string[] }>(`
    SELECT c.relname AS name,
      (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
      COALESCE((SELECT json_agg(a.attname ORDER BY k.at) FROM pg_catalog.pg_index i,
        LATERAL unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, at)
        JOIN pg_catalog.pg_attribute a ON a.attnum = k.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid), '[]') AS key,
      COALESCE((SELECT json_agg(DISTINCT r.relname) FROM pg_catalog.pg_constraint f
        JOIN pg_catalog.pg_class r ON r.oid = f.confrelid
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid), '[]') AS refers
    FROM pg_catalog.pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`);
  const waiting = new Map(rows.map((row) => [row.name, row]));
  const ordered: BackupTable[] = [];
  while (waiting.size > 0) {
    const next = [...waiting.values()].find(({ refers }) => !refers.some((name) => waiting.has(name)));
    if (!next) throw new Error(`These tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}`);
    waiting.delete(next.name);
    ordered.push({ name: next.name, columns: next.columns, key: next.key });
  }
  return ordered;
}

export async function sequencesOf(client: pg.Client): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string; last: string | null; start: string }>(
    `SELECT sequencename AS name, last_value::text AS last, start_value::text AS start
     FROM pg_catalog.pg_sequences WHERE schemaname = 'public' ORDER BY sequencename`,
  );
  return rows.map(({ name, last, start }) => ({ name, last: last ?? start, called: last !== null }));
}

export const quoted = (table: string): string => `public.${pg.escapeIdentifier(table)}`;
export const columnsIn = (names: readonly string[]): string =>
  names.map((name) => pg.escapeIdentifier(name)).join(', ');

/** The rows of a table in the order of its primary key, as COPY writes them. */
export async function* rowsOf(client: pg.Client, table: BackupTable): AsyncGenerator<Buffer> {
  const order = table.key.length > 0 ? table.key : table.columns;
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.attname AS name FROM pg_catalog.pg_attribute a WHERE a.attrelid = $1::regclass AND a.attcollation <> 0`,
    [quoted(table.name)],
  );
  const texts = new Set(rows.map(({ name }) => name));
  const by = order.map((name) => `${pg.escapeIdentifier(name)}${texts.has(name) ? ' COLLATE pg_catalog."C"' : ''}`);
  const select = `SELECT ${columnsIn(table.columns)} FROM ${quoted(table.name)} ORDER BY ${by.join(', ')}`;
  yield* client.query(copyTo(`COPY (${select}) TO STDOUT`)) as AsyncIterable<Buffer>;
}

/** Rows and hash of a table as it is now, to be held against a backup. */
export async function digestOf(client: pg.Client, table: BackupTable): Promise<{ rows: number; sha256: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const bytes of rowsOf(client, table)) {
    hash.update(bytes);
    rows += rowsIn(bytes);
  }
  return { rows, sha256: hash.digest('hex') };
}
