import { readFile } from 'node:fs/promises';
import { expect, inject, test } from 'vitest';
import { once, onThrowAwayDatabase } from '../../prisma/database.ts';
import { changesTo, creationOf } from '../../prisma/diff.ts';
import { SCHEMA } from '../../prisma/migration-folder.ts';

const server = inject('template');

/**
 * What Prisma's schema can express. Triggers, functions, checks, partial and expression indexes are written by hand in
 * migrations, and schema `bullmq` is the queue's own: none of them counts as drift.
 */
const CATALOGUE = {
  columns: `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, a.attidentity,
      pg_get_expr(d.adbin, d.adrelid) AS otherwise
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> '_prisma_migrations' ORDER BY 1, 2`,
  constraints: `SELECT conrelid::regclass::text AS relation, conname, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
      AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1, 2`,
  indexes: `SELECT indexrelid::regclass::text AS index, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index JOIN pg_class c ON c.oid = indrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'
      AND indpred IS NULL AND indexprs IS NULL ORDER BY 1`,
  enums: `SELECT t.typname, array_agg(e.enumlabel ORDER BY e.enumsortorder)::text AS labels
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
    WHERE t.typnamespace = 'public'::regnamespace GROUP BY 1 ORDER BY 1`,
};

const catalogueOf = (url: string) =>
  once(url, async (client) => {
    const found: Record<string, unknown[]> = {};
    for (const [name, sql] of Object.entries(CATALOGUE)) found[name] = (await client.query(sql)).rows;
    return found;
  });

test('the migrations make exactly the tables that schema.prisma describes', async () => {
  const schema = await readFile(SCHEMA, 'utf8');
  const sql = await creationOf({ server, schema });
  const described = await onThrowAwayDatabase(server, async (url) => {
    await once(url, (client) => client.query(sql));
    return catalogueOf(url);
  });
  expect(described['columns']?.length).toBeGreaterThan(0);
  expect(await catalogueOf(server)).toEqual(described);
});

test('nothing is left for the next migration to change', async () => {
  expect(await changesTo({ server, schema: await readFile(SCHEMA, 'utf8') })).toBe('');
});

test('a column that only the schema has is found', async () => {
  const schema = `${await readFile(SCHEMA, 'utf8')}\nmodel Unmigrated {\n  id String @id\n\n  @@map("unmigrated")\n}\n`;
  expect(await changesTo({ server, schema })).toContain('CREATE TABLE "unmigrated"');
});
