import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './client/generated/client.ts';

export type Store = Readonly<{
  prisma: PrismaClient;
  /** The same connections for the hot paths, which go past Prisma. Instants arrive as Date. */
  pool: pg.Pool;
  close(): Promise<void>;
}>;

type Wanted = Readonly<{ url: string; max?: number; onIdleError?: (failed: Error) => void }>;

/** Connections to the case store, at most `max`; none is opened before it is needed. */
export function openStore({ url, max = 20, onIdleError = () => {} }: Wanted): Store {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'tryeza',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // Without a listener, a connection that breaks while nobody uses it would end the process.
  pool.on('error', onIdleError);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    // Longer than the pool waits: the pool gives up first, so Prisma never abandons a connection that it is given late.
    transactionOptions: { maxWait: 8_000, timeout: 15_000 },
    errorFormat: 'minimal',
  });
  return {
    prisma,
    pool,
    async close(): Promise<void> {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Enough for every statement of the program; what is made up as it goes (lists of varying length) stays unnamed. */
const mostNamed = 500;

/** `*` in the place of a table's columns, as in `SELECT d.*` or `RETURNING *`; not those of a function, which stay. */
const everyColumn = /[\s,.]\*\s*(,|where\b|$|from\s+(?!\w+\s*\())/i;

/**
 * Names statements by their text, so that a connection parses and plans each once. Behind PgBouncer in transaction mode
 * that needs PgBouncer 1.21 or newer. What asks for every column stays unnamed: a newer version that adds one while this
 * one runs would change its result, which the server refuses for a statement that it has planned.
 */
function statementNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known) return known;
    if (names.size >= mostNamed || everyColumn.test(sql)) return '';
    const name = `tryeza_${createHash('sha256').update(sql).digest('hex').slice(0, 16)}`;
    names.set(sql, name);
    return name;
  };
}
