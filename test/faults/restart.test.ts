import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { databaseAt, once } from '../../prisma/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../prisma/embedded-postgres.ts';
import { type KillableHouse, startHouse } from '../support/killable-house.ts';

let folder: string;
let house: KillableHouse;
let postgres: EmbeddedPostgres;

const redisUrl = inject('redis');
/** What `npm start` runs, in a folder of its own. */
const start = () =>
  startHouse({
    entry: 'main',
    cwd: folder,
    settings: { PORT: '0', SHUTDOWN_GRACE_MS: '50000', ...(redisUrl ? { REDIS_URL: redisUrl } : {}) },
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tryeza-restart-'));
  await chmod(folder, 0o755);
  house = await start();
  // Finds it running: the address of the server that the house has started.
  postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, '.data', 'postgres') });
});
afterAll(async () => {
  await house?.kill();
  await postgres?.discard();
  await rm(folder, { recursive: true, force: true });
});

const ask = async (sql: string) =>
  (await once(databaseAt(postgres.url, 'tryeza'), (client) => client.query(sql))).rows[0] as Record<string, unknown>;
const get = async (where: string) => {
  const answer = await fetch(house.address + where);
  return { status: answer.status, body: await answer.json() };
};
const now = async () => Date.parse((await get('/try/state')).body.now);
const post = (where: string, body: object, key = crypto.randomUUID()) =>
  fetch(house.address + where, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
const chat = async (persona: string, body: object) => {
  const answer = await post(`/try/chats/${persona}`, body);
  expect(answer.status).toBe(200);
  return (await answer.json()).messages as { text: string; buttons: { id: string; act: string }[] }[];
};
const buttonIn = (messages: Awaited<ReturnType<typeof chat>>, act: string) =>
  messages.flatMap(({ buttons }) => buttons).find((button) => button.act === act)?.id ?? '';

test('kill -9 and start again: Postgres is taken over, with the data, the key and the clock', async () => {
  const asked = await chat('teacher', { text: '/refer' });
  await chat('teacher', { button: buttonIn(asked, 'choose:yes') });
  for (const text of ['Rruga e Trimave 7', 'I dhunshëm', '044 123 456']) await chat('teacher', { text });
  await post('/try/clock', { advance: 'P2D' });
  const before = await now();
  const key = await readFile(path.join(folder, '.data', 'vault-key'), 'utf8');
  const up = await ask('SELECT pg_postmaster_start_time()::text AS since');
  const counts = 'SELECT (SELECT count(*) FROM "case") AS cases, (SELECT count(*) FROM told) AS told';
  const stored = await ask(counts);
  expect(stored['cases']).toBe('1');

  await house.kill();
  house = await start();

  expect(await ask('SELECT pg_postmaster_start_time()::text AS since')).toEqual(up);
  expect(await ask(counts)).toEqual(stored);
  expect(await readFile(path.join(folder, '.data', 'vault-key'), 'utf8')).toBe(key);
  expect(await now()).toBeGreaterThanOrEqual(before);
  expect(await get('/readyz')).toMatchObject({ status: 200 });
  // Sealed by the first process, opened by the second: the summary goes on with what was answered.
  const status = await chat('teacher', { text: '/status' });
  expect(status.map(({ text }) => text).join('\n')).toMatch(/[A-Z0-9]{3,}-[A-Z0-9]{3,}/);
});

test('kill -9 in the middle of writing, Postgres with it: what was answered is there', async () => {
  const { pid } = await ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid");
  const { keys, answers } = talk();
  await Promise.race(answers);
  process.kill(Number(pid), 'SIGKILL');
  await house.kill();
  const answered = await answeredOf(keys, answers);
  house = await start();
  expect(answered.length).toBeGreaterThan(0);
  expect(await storedOf(answered)).toEqual(answered.toSorted());
});

test('SIGTERM: ends with 0, what was under way is done, the embedded Postgres is down', async () => {
  const { keys, answers } = talk();
  await Promise.race(answers);
  expect(await house.stop()).toBe(0);
  const answered = await answeredOf(keys, answers);
  await expect(ask('SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  house = await start();
  expect(await storedOf(answered)).toEqual(answered.toSorted());
});

/** Forty things said at once in many chats. */
function talk() {
  const personas = ['doctor', 'intake', 'head', 'stand-in', 'manager-1', 'manager-2', 'assistant', 'superior'];
  const keys = Array.from({ length: 40 }, () => crypto.randomUUID());
  const answers = keys.map((key, index) =>
    post(`/try/chats/${personas[index % personas.length]}`, { text: '/help' }, key).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  return { keys, answers };
}

async function answeredOf(keys: readonly string[], answers: readonly Promise<boolean>[]): Promise<string[]> {
  const done = await Promise.all(answers);
  return keys.filter((_, index) => done[index]);
}

async function storedOf(keys: readonly string[]): Promise<string[]> {
  const { rows } = await once(databaseAt(postgres.url, 'tryeza'), (client) =>
    client.query<{ key: string }>(
      `SELECT key FROM unnest($1::text[]) AS key
       WHERE EXISTS (SELECT 1 FROM inbox WHERE channel = 'web' AND external_id LIKE '%' || key || '%') ORDER BY 1`,
      [keys],
    ),
  );
  return rows.map(({ key }) => key);
}
