import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { BackupError } from './backup-error.ts';
import { type BackupSummary, checkBackup, type Part, rowsIn, written } from './backup-file.ts';
import { copying, rowsOf, sequencesOf, tablesOf } from './backup-tables.ts';

export interface BackupWanted {
  readonly url: string;
  /** Must not be there yet. */
  readonly file: string;
  /** Of Tryeza, as package.json has it. */
  readonly version: string;
  readonly takenAt: Date;
}

export type BackupMade = BackupSummary & { readonly bytes: number };

/**
 * Writes all tables of schema public, as they were at one moment, into one compressed file, readable by this user alone,
 * while the service runs. The file has its name only when it is whole, on the disk, and was read back.
 */
export async function takeBackup({ url, file, version, takenAt }: BackupWanted): Promise<BackupMade> {
  if (await isThere(file))
    throw new BackupError('The file is there already: a backup never takes the place of another.');
  const aside = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    await copying(url, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const parts = partsOf(client, { version, takenAt });
      const target = createWriteStream(aside, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(Readable.from(written(parts)), createGzip(), target);
      await client.query('COMMIT');
    });
    const summary = await checkBackup(aside);
    const { size } = await stat(aside);
    await rename(aside, file);
    await syncFolder(path.dirname(file));
    return { ...summary, bytes: size };
  } catch (fault) {
    await rm(aside, { force: true });
    throw fault;
  }
}

async function* partsOf(
  client: pg.Client,
  { version, takenAt }: Pick<BackupWanted, 'version' | 'takenAt'>,
): AsyncGenerator<Part> {
  const tables = await tablesOf(client);
  if (!tables.some(({ name }) => name === '_prisma_migrations')) {
    throw new BackupError('This database is not one of Tryeza: it has no migrations.');
  }
  const migrations = await migrationsOf(client);
  const keys = await keysOf(client);
  yield { is: 'header', header: { format: 1, version, takenAt: takenAt.toISOString(), migrations, keys, tables } };
  let all = 0;
  for (const table of tables) {
    yield { is: 'table', table };
    const hash = createHash('sha256');
    let rows = 0;
    for await (const bytes of rowsOf(client, table)) {
      hash.update(bytes);
      rows += rowsIn(bytes);
      yield { is: 'rows', bytes };
    }
    all += rows;
    yield { is: 'table-end', rows, sha256: hash.digest('hex') };
  }
  // Read last: a sequence knows no snapshot, and may only be ahead of the rows.
  yield { is: 'footer', sequences: await sequencesOf(client), rows: all };
}

async function migrationsOf(client: pg.Client) {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM public._prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** The ids of the keys stand in clear in what they locked (core/vault): behind 1 byte in a data key, behind 2 elsewhere. */
async function keysOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`
    SELECT DISTINCT encode(substring(wrapped FROM 2 FOR 6), 'hex') AS id FROM public.vault_key
    UNION SELECT encode(substring(sealed_name FROM 3 FOR 6), 'hex') FROM public.person WHERE sealed_name IS NOT NULL
    UNION SELECT encode(substring(sealed_address FROM 3 FOR 6), 'hex') FROM public.channel_account ORDER BY id`);
  return rows.map(({ id }) => id);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isThere = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
