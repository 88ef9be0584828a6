import { setTimeout as pause } from 'node:timers/promises';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { ensureDatabase } from './database.ts';
import { MIGRATIONS, readMigrations } from './migration-folder.ts';
import { openSchemaEngine } from './schema-engine.ts';

type Options = Readonly<{ log?: (line: string) => void; folder?: string }>;

/** Ours, not Prisma's own 72707369, which the engine takes within. */
const LOCK = 8_793_920_110;

/**
 * Brings the database (made when absent) to the last migration and returns the names of those applied, as
 * `prisma migrate deploy` would. Safe when several processes start at once. Each migration happens whole or not at all;
 * one that fails is named, marked as rolled back, and tried again at the next start.
 */
export async function migrate(url: string, { log = () => {}, folder = MIGRATIONS }: Options = {}): Promise<string[]> {
  await ensureDatabase(url);
  const migrationsList = await readMigrations(folder);
  const waiting = new pg.Client({ connectionString: url, keepAlive: true });
  waiting.on('error', () => {});
  await waiting.connect();
  try {
    await waiting.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await insisting(() => apply(url, migrationsList, log));
  } finally {
    await waiting.end();
  }
}

/** Beside a running program a migration may not get its locks at once, or be the one that is ended in a deadlock. */
async function insisting<T>(work: () => Promise<T>): Promise<T> {
  for (let left = mostTries - 1; ; left -= 1) {
    try {
      return await work();
    } catch (failed) {
      const { code } = ((failed as Error).cause ?? {}) as { code?: string };
      if (left === 0 || !lockTrouble.includes(code ?? '')) throw failed;
      await pause(500);
    }
  }
}
const mostTries = 20;
/** Deadlock detected, lock not available. */
const lockTrouble = ['40P01', '55P03'];

async function apply(url: string, migrationsList: MigrationList, log: (line: string) => void): Promise<string[]> {
  const { engine, close, scriptFailure } = await openSchemaEngine(url);
  const filters = { externalTables: [], externalEnums: [] };
  const unfinished = async () => {
    const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
    for (const migrationName of found.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
    return found.failedMigrationNames;
  };
  try {
    // Under our lock nobody else is at work: what is unfinished was cut off, and Postgres has rolled it back.
    await unfinished();
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    for (const name of appliedMigrationNames) log(`Applied migration ${name}`);
    return appliedMigrationNames;
  } catch (failed) {
    const [name] = await unfinished().catch(() => []);
    if (!name) throw failed;
    const cause = scriptFailure();
    throw new Error(`Migration ${name} failed and nothing of it was applied: ${reasonOf(cause)}`, { cause });
  } finally {
    await close();
  }
}

/** Only what names parts of the schema: messages on values may quote a row. */
function reasonOf(failed: unknown): string {
  if (!(failed instanceof pg.DatabaseError)) return 'the connection was lost';
  if (failed.code?.startsWith('42')) return `${failed.message} (SQLSTATE ${failed.code})`;
  const where = [failed.table, failed.column, failed.constraint].filter(Boolean).join(', ');
  return `SQLSTATE ${failed.code}${where ? ` at ${where}` : ''}`;
}
