import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The same server and user, another database. */
export function databaseAt(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

export async function ensureDatabase(url: string): Promise<void> {
  const missing = await once(url, async () => false).catch((failed: unknown) => {
    if (codeOf(failed) === '3D000') return true;
    throw failed;
  });
  if (!missing) return;
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  await once(databaseAt(url, 'postgres'), (client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`).catch((failed: unknown) => {
      // Another process made it between our look and our attempt.
      if (codeOf(failed) !== '42P04' && codeOf(failed) !== '23505') throw failed;
    }),
  );
}

/** Runs `work` on an empty database of its own, dropped afterwards. */
export async function onThrowAwayDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const url = databaseAt(server, `throw_away_${randomBytes(6).toString('hex')}`);
  await ensureDatabase(url);
  try {
    return await work(url);
  } finally {
    await dropDatabase(url);
  }
}

/** Ends the connections that are still open to it. */
export async function dropDatabase(url: string): Promise<void> {
  const name = pg.escapeIdentifier(decodeURIComponent(new URL(url).pathname.slice(1)));
  await once(databaseAt(url, 'postgres'), (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

/** One short connection. */
export async function once<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

const codeOf = (failed: unknown) => (failed as { code?: string } | undefined)?.code;
