import { sealHeads } from '../core/audit-seal.ts';
import type { Clock } from '../core/clock.ts';
import { keepDeadLetter } from '../core/dead-letter.ts';
import type { Failing } from '../core/failpoint.ts';
import { faultCode } from '../core/log/fault.ts';
import type { Log } from '../core/log.ts';
import type { Metrics } from '../core/metrics.ts';
import type { Drained } from '../core/outbox/drain.ts';
import type { Transport } from '../core/outbox/transport.ts';
import { reachAgain } from '../core/outbox/unreachable.ts';
import type { Written } from '../core/outbox/write.ts';
import type { Render } from '../core/rendering.ts';
import type { Store } from '../core/store.ts';
import type { Keyring } from '../core/vault.ts';
import type { Chore } from './chore.ts';
import { openDelivery } from './deliver.ts';
import { every } from './every.ts';
import { houseOf } from './house.ts';
import { watchOwed } from './owed.ts';
import { planSteps } from './plan.ts';
import { showPresence } from './presence.ts';
import { openQueueOnPostgres } from './queue/on-postgres.ts';
import { openQueueOnRedis } from './queue/on-redis.ts';
import { epochOf, type JobData, type QueueBackend } from './queue.ts';
import { remind } from './remind.ts';
import { watchServed } from './served.ts';
import { openSpeaking } from './speaking.ts';
import { watchUnreachable } from './unreachable.ts';
import { untilIdle } from './until-idle.ts';

export interface WorkerParts {
  readonly store: Store;
  /** Of the case store: the queue makes connections of its own to it when there is no Redis. */
  readonly databaseUrl: string;
  readonly redisUrl?: string | null;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly render: Render;
  readonly transports: readonly Transport[];
  readonly log: Log;
  readonly metrics?: Metrics;
  readonly chores?: readonly Chore[];
  readonly failing?: Failing;
  /** How long a chat stays taken at most after its drain has died, in ms. */
  readonly leaseMs?: number;
  /** How long a channel that nobody serves keeps its chats, in ms of real time. */
  readonly unservedMs?: number;
}

export interface RunningWorker {
  /** Does the queue answer? */
  ready(): Promise<boolean>;
  /** For the door's `onOwed`: sends at once what was just committed, and speaks what became due with it. */
  owed(written: readonly Written[]): void;
  drainNow(accountId: string): Promise<Drained>;
  /** Speaks and sends all that is owed at `clock.now()`, without the queue; chats that wait for a retry are left alone. */
  workUntilIdle(): Promise<void>;
  /** Begins nothing new and waits up to so many ms for what is in the air; what is not sent by then stays owed. */
  stop(graceMs: number): Promise<void>;
}

/** Longer than an event loop was ever seen to stand still. A killed process gives its chats up at once all the same. */
const stalledMs = 60_000;
const relayMs = 2_000;
const sweepMs = 5_000;
const minuteMs = 60_000;
/** Longer than the processes of an upgrade take to come up one after the other. */
const unservedMs = 120_000;
const servedMs = 15_000;

/** The clock's side: plans, reminds, relays, delivers. Any number of them may run against one database. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const { store, clock, keyring, log, metrics, chores = [] } = parts;
  const transports = new Map(parts.transports.map((transport) => [transport.channel, transport]));
  const heard = (room: string) => (fault: unknown) => {
    metrics?.faults.inc({ room });
    log.error({ room, fault }, 'a fault in the worker');
  };
  const channels = [...transports.keys()];
  const graceMs = parts.unservedMs ?? unservedMs;
  const backend = await openBackend(parts, transports.size + 1, heard('queue'));
  const reminders = backend.queue('remind');
  const queues = new Map([...transports.keys()].map((channel) => [channel, backend.queue(`deliver-${channel}`)]));
  const alive = showPresence(parts.databaseUrl, heard('presence'));
  const delivery = openDelivery({ leaseMs: stalledMs, ...parts, transports, queues, metrics, process: alive.number });
  const speaking = openSpeaking({ store, clock, log, metrics, onOwed: delivery.owed });
  let epoch = '';

  const givenUp = (room: string) => (data: JobData, fault: unknown) => {
    const ref = data['obligation'] ?? data['account'] ?? 'unknown';
    metrics?.deadLetters.inc({ room });
    log.error({ room, fault }, 'a job was given up; the sweep takes over');
    keepDeadLetter(store, { room, ref, code: faultCode(fault) }, clock.now()).catch(heard('dead-letter'));
  };
  const plan = every(
    minuteMs,
    async () => {
      epoch = await epochOf(reminders);
      const count = await planSteps({ store, clock, queue: reminders });
      metrics?.planned.set(count);
    },
    heard('plan'),
  );
  const doChores = async (): Promise<number> => {
    let done = 0;
    for (const chore of chores) done += await chore.perform(clock.now());
    return done;
  };
  const working = [
    backend.work('remind', remind(speaking, clock), { concurrency: 5, onGivenUp: givenUp('remind') }),
    ...[...transports.keys()].map((channel) =>
      backend.work(`deliver-${channel}`, delivery.processor, { concurrency: 10, onGivenUp: givenUp('deliver') }),
    ),
  ];
  const speak = every(sweepMs, async () => void (await speaking.allDue()), heard('sweep'));
  const repeating = [
    plan,
    speak,
    every(sweepMs, async () => void (await doChores()), heard('chores')),
    every(
      relayMs,
      async () => {
        await reachAgain(store, clock.now());
        await delivery.relay();
      },
      heard('relay'),
    ),
    // A queue that was flushed has lost its epoch: what was planned in it is planned again now, not in a minute.
    every(
      sweepMs,
      async () => {
        if (epoch !== '' && (await epochOf(reminders)) !== epoch) plan.now();
      },
      heard('epoch'),
    ),
    every(minuteMs, async () => void (await sealHeads(store, keyring, clock.now())), heard('seal')),
    every(Math.min(servedMs, graceMs), watchServed({ store, clock, log, channels, graceMs }), heard('served')),
    every(minuteMs, watchUnreachable({ store, log, metrics }), heard('figures')),
    every(servedMs, watchOwed({ store, metrics, channels }), heard('figures')),
  ];
  log.info({ backend: backend.name, count: transports.size }, 'the worker is up');

  return {
    ready: backend.ready,
    owed(written) {
      delivery.owed(written);
      speak.now();
    },
    drainNow: delivery.drain,
    workUntilIdle: () => untilIdle({ store, clock, speaking, delivery, doChores, channels: [...transports.keys()] }),
    async stop(graceMs) {
      const landed = Promise.all([
        ...repeating.map((each) => each.stop()),
        ...working.map((each) => each.stop()),
        delivery.stop(),
      ]);
      await within(graceMs, landed.catch(heard('stop')));
      await Promise.allSettled([reminders.close(), ...[...queues.values()].map((queue) => queue.close())]);
      await within(graceMs, Promise.all([backend.close(), alive.stop()]).catch(heard('stop')));
    },
  };
}

async function openBackend(
  { store, databaseUrl, redisUrl }: WorkerParts,
  workers: number,
  onFault: (fault: unknown) => void,
): Promise<QueueBackend> {
  return redisUrl
    ? openQueueOnRedis({ url: redisUrl, house: await houseOf(store), onFault })
    : openQueueOnPostgres({ url: databaseUrl, workers, onFault });
}

async function within(ms: number, landed: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([landed, over]);
  clearTimeout(timer);
}
