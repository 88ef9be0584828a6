import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BackupError } from './backup-error.ts';

type Applied = readonly { readonly name: string; readonly checksum: string }[];

/** @throws BackupError when this Tryeza does not have a migration of the backup, or another one under its name */
export async function mustBeKnown(applied: Applied, folder: string): Promise<void> {
  for (const { name, checksum } of applied) {
    const sql = await readFile(path.join(folder, name, 'migration.sql')).catch(() => undefined);
    if (!sql) {
      throw new BackupError(
        `The backup was made by a newer Tryeza (migration ${name}): install that one, then restore.`,
      );
    }
    if (createHash('sha256').update(sql).digest('hex') !== checksum) {
      throw new BackupError(`Migration ${name} is not the one that the backup was made with: install that Tryeza.`);
    }
  }
}

/** Runs `work` on a folder that holds these migrations alone, so that a database can be brought just so far. */
export async function withMigrations<Result>(
  applied: Applied,
  folder: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const some = await mkdtemp(path.join(tmpdir(), 'tryeza-migrations-'));
  try {
    const wanted = new Set([...applied.map(({ name }) => name), 'migration_lock.toml']);
    for (const name of await readdir(folder)) {
      if (wanted.has(name)) await cp(path.join(folder, name), path.join(some, name), { recursive: true });
    }
    return await work(some);
  } finally {
    await rm(some, { recursive: true, force: true });
  }
}
