import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { databaseAt, once } from '../../prisma/database.ts';
import { migrate } from '../../prisma/migrate.ts';
import { MIGRATIONS, readMigrations, SCHEMA } from '../../prisma/migration-folder.ts';

/** URL of a database with all migrations, made once for their state; nobody may connect to it while it is cloned. */
export async function preparedTemplate(server: string): Promise<string> {
  const schema = await readFile(SCHEMA, 'utf8').catch(() => '');
  const migrations = JSON.stringify((await readMigrations(MIGRATIONS)).migrationDirectories);
  const hash = createHash('sha256').update(schema).update(migrations).digest('hex').slice(0, 12);
  const name = `tryeza_template_${hash}`;
  const url = databaseAt(server, name);
  const ready = await once(server, (client) =>
    client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name]),
  );
  if (ready.rowCount) return url;
  await migrate(url);
  await once(server, (client) => client.query(`ALTER DATABASE ${pg.escapeIdentifier(name)} IS_TEMPLATE true`));
  return url;
}
