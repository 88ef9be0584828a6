import { spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { once } from '../../prisma/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../prisma/embedded-postgres.ts';

const SOURCE = path.resolve(import.meta.dirname, '../../prisma/embedded-postgres.ts');

let root: string;
let running: EmbeddedPostgres[];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tryeza-embedded-'));
  await chmod(root, 0o755);
  running = [];
});

afterEach(async () => {
  for (const server of running) await server.discard();
  await rm(root, { recursive: true, force: true });
});

async function started(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  running.push(server);
  return server;
}

const ask = async (url: string, sql: string) => (await once(url, (client) => client.query(sql))).rows;

/** Starts a server from a process of its own, which writes a row and waits to be killed. */
async function startedByAnother(dataDir: string): Promise<{ kill(): Promise<void>; pid: number }> {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(SOURCE)};
    import pg from 'pg';
    const { url, cluster } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    const client = new pg.Client(url);
    await client.connect();
    await client.query('CREATE TABLE kept (id int)');
    await client.query('INSERT INTO kept VALUES (1)');
    console.log(cluster);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await event(child.stdout, 'data')) as [Buffer];
  const pid = Number((await readFile(path.join(`${line}`.trim(), 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const exited = event(child, 'exit');
  return {
    pid,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test('takes over the server that a killed process left, with its rows', async () => {
  const dataDir = path.join(root, 'data');
  const another = await startedByAnother(dataDir);
  await another.kill();
  const server = await started(dataDir);
  expect(await readFile(path.join(server.cluster, 'postmaster.pid'), 'utf8')).toMatch(new RegExp(`^${another.pid}\n`));
  expect(await ask(server.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
});

test('recovers the rows when the server was killed together with the process', async () => {
  const dataDir = path.join(root, 'data');
  const another = await startedByAnother(dataDir);
  await another.kill();
  process.kill(another.pid, 'SIGKILL');
  const server = await started(dataDir);
  expect(await ask(server.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
});

test('is not misled by a postmaster.pid whose number now belongs to something else', async () => {
  const dataDir = path.join(root, 'data');
  const first = await started(dataDir);
  const left = await readFile(path.join(first.cluster, 'postmaster.pid'), 'utf8');
  await first.stop();
  await writeFile(path.join(first.cluster, 'postmaster.pid'), left.replace(/^\d+/, `${process.pid}`));
  const second = await started(dataDir);
  expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('lives in a folder with spaces and letters of any script', async () => {
  const server = await started(path.join(root, 'të dhënat е случаја'));
  expect(await ask(server.url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
});

test('lives below a folder that only its owner may enter', async () => {
  const closed = path.join(root, 'closed');
  await mkdir(closed, { mode: 0o700 });
  const server = await started(path.join(closed, 'data'));
  expect(await ask(server.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
});

test('listens on loopback only and lets nobody in without the password, which only we can read', async () => {
  const dataDir = path.join(root, 'data');
  const { url } = await started(dataDir);
  expect(await ask(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const guess = new URL(url);
  guess.password = 'guess';
  await expect(ask(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  expect((await stat(path.join(dataDir, 'password'))).mode & 0o077).toBe(0);
});

test('keeps its address from one start to the next', async () => {
  const dataDir = path.join(root, 'data');
  const first = await started(dataDir);
  await first.stop();
  expect((await started(dataDir)).url).toBe(first.url);
});

test('begins anew after its folder was deleted', async () => {
  const dataDir = path.join(root, 'data');
  const first = await started(dataDir);
  await ask(first.url, 'CREATE TABLE kept (id int)');
  await first.stop();
  await rm(dataDir, { recursive: true });
  const second = await started(dataDir);
  expect(await ask(second.url, "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
});
