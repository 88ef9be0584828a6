import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changesTo } from './diff.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { MIGRATIONS, SCHEMA } from './migration-folder.ts';

// npm run migration -- <name>: writes the SQL from the last migration to schema.prisma, to be read before it is kept.
const name = process.argv[2] ?? '';
const byHand = process.argv.includes('--empty');
if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name)) {
  throw new Error('Name the migration in lower case, words joined by "-": npm run migration -- add-fact-index');
}

const sql = byHand ? '-- Written by hand.\n' : await fromThrowAwayServer();
if (!sql) {
  console.log('The migrations already make what the schema says: nothing written.');
} else {
  const at = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const file = path.join(MIGRATIONS, `${at}_${name.replaceAll('-', '_')}`, 'migration.sql');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, sql);
  await writeFile(path.join(MIGRATIONS, 'migration_lock.toml'), 'provider = "postgresql"\n');
  console.log(`Written: ${path.relative(process.cwd(), file)}. Read it before you commit it.`);
}

async function fromThrowAwayServer(): Promise<string> {
  const schema = await readFile(SCHEMA, 'utf8');
  const { TEST_DATABASE_URL: given } = process.env;
  if (given) return changesTo({ server: given, schema });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tryeza-migration-'));
  // Closed to others as it is made, it would have root copy the binaries to where its unprivileged user can reach them.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir });
  try {
    return await changesTo({ server: postgres.url, schema });
  } finally {
    await postgres.discard();
  }
}
