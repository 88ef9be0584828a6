import { createServer, type Server, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeVaultKey } from '../../core/vault.ts';
import { freePort } from '../../prisma/free-port.ts';
import { aDatabase, type TestDatabase } from '../support/database.ts';
import { startRedis } from '../support/redis.ts';
import { builtProgram } from './built.ts';
import { runRole, type Settings } from './role-process.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let database: TestDatabase;
let program: string;
let settings: Settings;
let redis: { url: string; stop(): Promise<void> };

beforeAll(async () => {
  [database, program, redis] = await Promise.all([aDatabase(), builtProgram(), redisThatForgets()]);
  settings = { DATABASE_URL: database.url, VAULT_KEY: makeVaultKey(), PORT: '0', REDIS_URL: redis.url };
});
afterAll(async () => {
  await redis?.stop();
  await database?.drop();
});

/** Throws keys away when its memory is full; where there is no Redis, a server that says so of itself. */
async function redisThatForgets() {
  const started = await startRedis().catch((absent: unknown) => {
    if (process.env['CI']) throw absent;
    return null;
  });
  if (!started) return forgetfulServer();
  const client = new Redis(started.url);
  await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
  client.disconnect();
  return started;
}

async function forgetfulServer() {
  const open = new Set<Socket>();
  const info = 'redis_version:8.0.0\r\nloading:0\r\nmaxmemory_policy:allkeys-lru\r\n';
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      for (const [command] of piece.toString().matchAll(/^\*\d+\r\n\$\d+\r\n[a-z]+/gim))
        socket.write(/info$/i.test(command) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n');
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

test.each(['worker', 'all'])('%s refuses to start on a Redis that throws keys away, and says why', async (role) => {
  const { how, output } = await runRole({ program, role, settings });
  expect(how).toBe(1);
  expect(output).toContain('Redis must have maxmemory-policy noeviction; it has allkeys-lru');
});

test('says that Redis is not there, and not at which address', async () => {
  const away = { ...settings, REDIS_URL: `redis://:secret@127.0.0.1:${await freePort()}` };
  const { how, output } = await runRole({ program, role: 'worker', settings: away });
  expect(how).toBe(1);
  expect(output).toContain('did not start: Error nobody answers at REDIS_URL (ECONNREFUSED)');
  expect(output).not.toContain('secret');
});
