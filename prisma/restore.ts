import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { BackupError } from './backup-error.ts';
import { type BackupSummary, type BackupTable, checkBackup, readBackup, type Sequence } from './backup-file.ts';
import { columnsIn, copying, digestOf, quoted, tablesOf } from './backup-tables.ts';
import { dropDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migration-folder.ts';
import { emptyAgain, isEmpty, isMissing } from './restore-ground.ts';
import { mustBeKnown, withMigrations } from './restore-migrations.ts';

export interface RestoreWanted {
  readonly file: string;
  /** Of a database that is empty, or not there yet. */
  readonly url: string;
  /** Ids of the keys that VAULT_KEY lists. */
  readonly keys: readonly string[];
  readonly folder?: string;
  readonly log?: (line: string) => void;
}

/**
 * Puts a backup into an empty database and brings that to the last migration. The file is read whole before the database
 * is touched; rows are counted and hashed again after they are in. When anything fails, the database is as it was.
 * @throws BackupError when the file, the database, the migrations or the keys do not fit
 */
export async function restoreBackup({
  file,
  url,
  keys,
  folder = MIGRATIONS,
  log = () => {},
}: RestoreWanted): Promise<BackupSummary> {
  const summary = await checkBackup(file);
  const { header } = summary;
  log(`The backup of ${header.takenAt} is whole: ${summary.rows} rows in ${summary.tables.length} tables.`);
  const lacking = header.keys.filter((key) => !keys.includes(key));
  if (lacking.length > 0) {
    const needed = lacking.join(', ');
    throw new BackupError(`VAULT_KEY does not open this backup: it was made under key ${needed}, which is not listed.`);
  }
  await mustBeKnown(header.migrations, folder);
  const missing = await isMissing(url);
  if (!missing && !(await isEmpty(url))) {
    throw new BackupError(
      'The database is not empty: a backup is restored into an empty one only. Nothing was changed.',
    );
  }
  try {
    await withMigrations(header.migrations, folder, (some) => migrate(url, { folder: some }));
    await copying(url, (client) => load(client, file, summary));
    for (const name of await migrate(url, { folder })) log(`Applied newer migration ${name}`);
    await copying(url, (client) => client.query('ANALYZE'));
  } catch (fault) {
    await (missing ? dropDatabase(url) : emptyAgain(url));
    throw fault;
  }
  return summary;
}

/** All of it or nothing: one transaction, with every constraint and trigger in force. */
async function load(client: pg.Client, file: string, summary: BackupSummary): Promise<void> {
  await client.query('BEGIN');
  await mustFit(await tablesOf(client), summary.header.tables);
  // What migrations themselves put in, their own record included, comes from the backup as well.
  for (const { name } of summary.header.tables.toReversed()) await client.query(`DELETE FROM ${quoted(name)}`);
  let copy: ReturnType<typeof into> | undefined;
  for await (const part of readBackup(file)) {
    if (part.is === 'table') copy = into(client, part.table);
    else if (part.is === 'rows') await copy?.write(part.bytes);
    else if (part.is === 'table-end') await copy?.end();
    else if (part.is === 'footer') await setSequences(client, part.sequences);
  }
  for (const [index, said] of summary.tables.entries()) {
    const table = summary.header.tables[index];
    const found = table && (await digestOf(client, table));
    if (found?.rows !== said.rows || found.sha256 !== said.sha256) {
      throw new BackupError(`Table ${said.name} did not come out of the restore as it is in the backup.`);
    }
  }
  await client.query('COMMIT');
}

function into(client: pg.Client, { name, columns }: BackupTable) {
  const stream = client.query(copyFrom(`COPY ${quoted(name)} (${columnsIn(columns)}) FROM STDIN`));
  const ended = finished(stream);
  ended.catch(() => {});
  return {
    /** Waits while Postgres is behind. */
    async write(bytes: Buffer): Promise<void> {
      if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), ended]);
    },
    async end(): Promise<void> {
      stream.end();
      await ended;
    },
  };
}

async function setSequences(client: pg.Client, sequences: readonly Sequence[]): Promise<void> {
  for (const { name, last, called } of sequences) {
    await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [quoted(name), last, called]);
  }
}

/** The same migrations make the same tables; what differs was changed by hand. */
async function mustFit(found: readonly BackupTable[], wanted: readonly BackupTable[]): Promise<void> {
  const written = (tables: readonly BackupTable[]) =>
    tables.map(({ name, columns }) => `${name}(${columns.toSorted().join()})`).toSorted();
  const have = new Set(written(found));
  const strange = written(wanted).find((one) => !have.has(one));
  if (strange) throw new BackupError(`The migrations make no such table: ${strange}`);
}
