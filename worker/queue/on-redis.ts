import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { faultCode } from '../../core/log/fault.ts';
import type { QueueBackend } from '../queue.ts';
import { asBullProcessor, asJobQueue, asWorking, workOptions } from './bullmq.ts';

export interface OnRedis {
  readonly url: string;
  /** Whose queue it is, so that several databases can share one Redis. */
  readonly house: string;
  readonly onFault: (fault: unknown) => void;
}

/** The queue on Redis. Refuses one that does not answer, or may throw jobs away when its memory is full. */
export async function openQueueOnRedis({ url, house, onFault }: OnRedis): Promise<QueueBackend> {
  // In braces: one slot of a cluster.
  const prefix = `{tryeza-${house}}`;
  // A producer is told at once that Redis is away, instead of waiting until it is back.
  const producing = new Redis(url, { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const consuming = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null });
  let last: unknown;
  for (const connection of [producing, consuming])
    connection.on('error', (fault) => {
      last = fault;
      onFault(fault);
    });
  const close = async () => {
    producing.disconnect();
    consuming.disconnect();
  };
  try {
    await Promise.all([producing, consuming].map((one) => one.connect())).catch((fault) => {
      throw new Error(`nobody answers at REDIS_URL (${faultCode(last ?? fault)})`);
    });
    await refuseEviction(producing);
  } catch (fault) {
    await close();
    throw fault;
  }
  return {
    name: 'redis',
    queue(name) {
      const queue = new Queue(name, { connection: producing, prefix, streams: { events: { maxLen: 100 } } });
      queue.on('error', onFault);
      return asJobQueue(name, queue);
    },
    work(name, processor, work) {
      const options = { connection: consuming, prefix, concurrency: work.concurrency, ...workOptions };
      return asWorking(new Worker(name, asBullProcessor(processor), options), work, onFault);
    },
    async ready() {
      return producing.ping().then(
        () => true,
        () => false,
      );
    },
    close,
  };
}

/** Asked through INFO, which managed servers allow where they forbid CONFIG. */
async function refuseEviction(redis: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy !== 'noeviction')
    throw new Error(`Redis must have maxmemory-policy noeviction; it has ${policy ?? 'none that it tells'}.`);
}
