import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../prisma/client.ts';
import { once } from '../../prisma/database.ts';
import { aDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await aDatabase();
});

afterEach(() => database.drop());

const inTransaction = (url: string) =>
  once(url, (client) =>
    client.query(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tryeza'
      AND state LIKE 'idle in transaction%'`),
  ).then(({ rowCount }) => rowCount);

// prisma/prisma#29719
test('gives no connection back with a transaction open when the wait for one runs out', async () => {
  const { prisma, pool, close } = openStore({ url: database.url, max: 1 });
  try {
    const busy = await pool.connect();
    const waited = prisma.$transaction(async () => 'done', { maxWait: 50 });
    await expect(waited).rejects.toMatchObject({ code: 'P2028' });
    busy.release();
    // The abandoned attempt is first in the pool's line; whoever comes after it must not find its transaction.
    const { rows } = await pool.query(
      'SELECT pg_backend_pid() AS pid, xact_start = query_start AS alone FROM pg_stat_activity WHERE pid = pg_backend_pid()',
    );
    expect(rows).toEqual([{ pid: expect.any(Number), alone: true }]);
    await expect.poll(() => inTransaction(database.url)).toBe(0);
    await pool.query('CREATE TABLE written (id int)');
    expect(
      await once(database.url, (client) => client.query("SELECT to_regclass('written')::text AS found")),
    ).toMatchObject({
      rows: [{ found: 'written' }],
    });
  } finally {
    await close();
  }
});

test('shares one pool between Prisma and raw statements', async () => {
  const { prisma, pool, close } = openStore({ url: database.url, max: 2 });
  await Promise.all([1, 2, 3, 4, 5].map(() => prisma.$queryRaw`SELECT 1`));
  await Promise.all([1, 2, 3, 4, 5].map(() => pool.query('SELECT 1')));
  expect(pool.totalCount).toBeLessThanOrEqual(2);
  await close();
});

test('reads an instant as a Date to the millisecond', async () => {
  const { pool, close } = openStore({ url: database.url });
  const { rows } = await pool.query("SELECT timestamptz '2026-03-29T01:59:59.123Z' AS at");
  expect(rows[0].at.toISOString()).toBe('2026-03-29T01:59:59.123Z');
  await close();
});

test('goes on with its statements when a newer version adds a column beside them', async () => {
  const { prisma, close } = openStore({ url: database.url, max: 1 });
  const statements = {
    found: () => prisma.person.findMany({ include: { accounts: true } }),
    counted: () => prisma.$executeRaw`UPDATE person SET locale = 'sq' WHERE locale = ${'en'}`,
    raw: () => prisma.$queryRaw`SELECT * FROM person WHERE locale = ${'en'}`,
    returned: () => prisma.$queryRaw`UPDATE person SET locale = 'sq' WHERE locale = ${'en'} RETURNING *`,
    joined: () =>
      prisma.$queryRaw`SELECT a.id, p.* FROM channel_account a JOIN person p ON p.id = a.person_id WHERE p.locale = ${'en'}`,
  };
  try {
    for (const run of Object.values(statements)) await run();
    const named = await prisma.$queryRaw<
      { statement: string }[]
    >`SELECT statement FROM pg_prepared_statements WHERE name LIKE 'tryeza_%'`;
    expect(named.length).toBeGreaterThan(1);
    await once(database.url, (client) => client.query('ALTER TABLE person ADD COLUMN brought_by_a_newer_version text'));
    await prisma.$transaction((db) => db.person.findMany({ include: { accounts: true } }));
    for (const [name, run] of Object.entries(statements)) await expect(run(), name).resolves.toBeDefined();
  } finally {
    await close();
  }
});

test('names its statements anew on a connection that takes the place of one that was cut', async () => {
  const { prisma, close } = openStore({ url: database.url, max: 1 });
  const asked = () => prisma.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid, ${1}::int AS one`;
  try {
    const [first] = await asked();
    await once(database.url, (client) => client.query('SELECT pg_terminate_backend($1)', [first?.pid]));
    await expect.poll(() => asked().catch(() => [first])).not.toEqual([first]);
    expect(await asked()).toEqual(await asked());
  } finally {
    await close();
  }
});

test('survives the server ending its idle connections', async () => {
  const told: Error[] = [];
  const { pool, close } = openStore({ url: database.url, onIdleError: (failed) => told.push(failed) });
  await pool.query('SELECT 1');
  await once(database.url, (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tryeza' AND datname = current_database()`,
    ),
  );
  await expect.poll(() => told.length).toBe(1);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await close();
});
