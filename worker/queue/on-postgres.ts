import { createPostgresBackend, type PgPool, Queue, runMigrations, Worker } from 'bullmq';
import pg from 'pg';
import type { QueueBackend } from '../queue.ts';
import { asBullProcessor, asJobQueue, asWorking, workOptions } from './bullmq.ts';

export interface OnPostgres {
  readonly url: string;
  /** How many workers will be opened: each keeps a connection to listen on, and hangs without one. */
  readonly workers: number;
  readonly onFault: (fault: unknown) => void;
}

/** The queue in schema `bullmq` of the case store's database, on connections of its own. Makes its tables when they are missing. */
export async function openQueueOnPostgres({ url, workers, onFault }: OnPostgres): Promise<QueueBackend> {
  const pool = new pg.Pool({
    connectionString: url,
    max: workers + 4,
    options: '-c search_path=bullmq',
    application_name: 'tryeza-queue',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', onFault);
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  // BullMQ types its own outline of a pool, which pg's is wider than.
  const connection = pool as unknown as PgPool;
  return {
    name: 'postgres',
    queue(name) {
      const queue = new Queue(name, { connection, streams: { events: { maxLen: 100 } } }, createPostgresBackend);
      queue.on('error', onFault);
      return asJobQueue(name, queue);
    },
    work(name, processor, work) {
      const options = { connection, concurrency: work.concurrency, ...workOptions };
      return asWorking(new Worker(name, asBullProcessor(processor), options, createPostgresBackend), work, onFault);
    },
    async ready() {
      return pool.query('SELECT 1').then(
        () => true,
        () => false,
      );
    },
    close: () => pool.end(),
  };
}
