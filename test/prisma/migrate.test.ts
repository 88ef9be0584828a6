import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { databaseAt, dropDatabase, once } from '../../prisma/database.ts';
import { migrate } from '../../prisma/migrate.ts';

let folder: string;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  url = databaseAt(inject('template'), `migrate_${path.basename(folder).toLowerCase().replace(/\W/g, '_')}`);
});

afterEach(async () => {
  await dropDatabase(url);
  await rm(folder, { recursive: true, force: true });
});

const given = async (name: string, sql: string) => {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
  await writeFile(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
};
const rows = async (sql: string) => (await once(url, (client) => client.query(sql))).rows;

const CREATE = 'CREATE TABLE entry (id int PRIMARY KEY, words text);';
const GUARD = `
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'entries are never changed; they are only added';
  END;
  $$;
  CREATE TRIGGER entry_is_kept BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse_change();`;

test('makes the database when it is absent and applies each migration once', async () => {
  await given('20260101000000_entry', CREATE);
  expect(await migrate(url, { folder })).toEqual(['20260101000000_entry']);
  await given('20260102000000_more', 'ALTER TABLE entry ADD COLUMN more int;');
  expect(await migrate(url, { folder })).toEqual(['20260102000000_more']);
  expect(await migrate(url, { folder })).toEqual([]);
});

test('applies functions and triggers with semicolons inside', async () => {
  await given('20260101000000_entry', CREATE);
  await given('20260102000000_entry_is_kept', GUARD);
  await migrate(url, { folder });
  await rows("INSERT INTO entry VALUES (1, 'first')");
  await expect(rows('DELETE FROM entry')).rejects.toThrow('entries are never changed');
});

test('keeps nothing of a migration that fails half-way and names it', async () => {
  await given('20260101000000_entry', CREATE);
  await given('20260102000000_half', 'CREATE TABLE half (id int); ALTER TABLE absent ADD COLUMN x int;');
  await expect(migrate(url, { folder })).rejects.toThrow(
    'Migration 20260102000000_half failed and nothing of it was applied: relation "absent" does not exist (SQLSTATE 42P01)',
  );
  expect(await rows("SELECT to_regclass('half') AS half, to_regclass('entry')::text AS entry")).toEqual([
    { half: null, entry: 'entry' },
  ]);
});

test('does not quote a row in the error of a failed migration', async () => {
  await given('20260101000000_entry', `${CREATE} INSERT INTO entry VALUES (1, 'secret words');`);
  await migrate(url, { folder });
  await given('20260102000000_numbers', 'ALTER TABLE entry ALTER COLUMN words TYPE int USING words::int;');
  const failed = await migrate(url, { folder }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ message: expect.stringContaining('SQLSTATE 22P02') });
  expect(String(failed)).not.toContain('secret');
});

test('goes on by itself once a failed migration is put right', async () => {
  await given('20260101000000_entry', 'CREATE TABLE entry (id unheard_of);');
  await expect(migrate(url, { folder })).rejects.toThrow('unheard_of');
  await given('20260101000000_entry', CREATE);
  expect(await migrate(url, { folder })).toEqual(['20260101000000_entry']);
});

test('lets several processes start at once', async () => {
  await given('20260101000000_entry', CREATE);
  await given('20260102000000_entry_is_kept', GUARD);
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(url, { folder })));
  expect(applied.flat().sort()).toEqual(['20260101000000_entry', '20260102000000_entry_is_kept']);
});
