import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../prisma/free-port.ts';

const ABSENT = "TEST_QUEUE=redis needs redis-server: apt-get install redis-server (or your system's package).";

/** A Redis of the run's own on a free loopback port, set as production is, except that it keeps nothing on disk. */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const kept = ['--save', '', '--appendonly', 'no'];
  const set = ['--maxmemory-policy', 'noeviction', '--hz', '100', '--dynamic-hz', 'no', '--daemonize', 'no'];
  const child = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', ...kept, ...set], {
    stdio: 'ignore',
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(new Error(ABSENT, { cause })));
    child.once('exit', (code) => reject(new Error(`redis-server ended at its start (${code}).`)));
  });
  const exited = once(child, 'exit').catch(() => {});
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  await Promise.race([answer(port), ended]);
  ended.catch(() => {});
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      process.removeListener('exit', kill);
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function answer(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch {
      await pause(50);
    } finally {
      client.disconnect();
    }
  }
  throw new Error('redis-server did not answer within 10 s.');
}
