import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../core/log.ts';
import { advance } from '../../worker/advance.ts';
import { houseOf } from '../../worker/house.ts';
import { planSteps } from '../../worker/plan.ts';
import { openQueueOnPostgres } from '../../worker/queue/on-postgres.ts';
import { openQueueOnRedis } from '../../worker/queue/on-redis.ts';
import { epochOf, type QueueBackend } from '../../worker/queue.ts';
import { type RunningWorker, startWorker, type WorkerParts } from '../../worker/start.ts';
import { aChannel, aSmallWorld, type FakeChannel, type SmallWorld, until } from './small-world.ts';

let world: SmallWorld;
let channel: FakeChannel;
let running: RunningWorker[] = [];
let count = 0;

beforeAll(async () => {
  world = await aSmallWorld();
});
beforeEach(() => {
  channel = aChannel();
  count += 1;
});
afterEach(async () => {
  await Promise.all(running.map((worker) => worker.stop(30_000)));
  running = [];
  // What a test leaves behind is no business of the next one.
  await world.store.role.deleteMany();
  await world.store.obligation.updateMany({
    where: { outcome: null },
    data: { outcome: 'not-applicable', nextStepAt: null },
  });
});
afterAll(() => world?.close());

async function aWorker(more: Partial<WorkerParts> = {}): Promise<RunningWorker> {
  const worker = await startWorker({ ...world, transports: [channel], log: silentLog, ...more });
  running.push(worker);
  return worker;
}

async function flushQueue(): Promise<void> {
  if (world.redisUrl) {
    const redis = new Redis(world.redisUrl);
    const own = await redis.keys(`{tryeza-${await houseOf(world.store)}}*`);
    if (own.length > 0) await redis.del(own);
    redis.disconnect();
    return;
  }
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  await client.query('DELETE FROM bullmq.job');
  await client.end();
}

const openQueue = async (): Promise<QueueBackend> => {
  const onFault = () => undefined;
  return world.redisUrl
    ? openQueueOnRedis({ url: world.redisUrl, house: await houseOf(world.store), onFault })
    : openQueueOnPostgres({ url: world.databaseUrl, workers: 1, onFault });
};

const aHead = async () => {
  const head = await world.aPerson({ role: 'head' });
  await world.aChat(head, `head-${count}`);
  return head;
};

test('answers that it is ready, and sends what was written while nobody was running', async () => {
  const person = await world.aPerson();
  await world.aChat(person, 'waiting');
  const ids = await world.owe(world.note(person, 1), world.note(person, 2));
  const worker = await aWorker();
  expect(await worker.ready()).toBe(true);
  await until(() => channel.seen.length === 2);
  expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids);
});

test('two workers send each message once', async () => {
  await Promise.all([aWorker(), aWorker()]);
  const people = await Promise.all(Array.from({ length: 5 }, () => world.aPerson()));
  await Promise.all(people.map((person, n) => world.aChat(person, `twice-${n}`)));
  const ids = await world.owe(...Array.from({ length: 50 }, (_, n) => world.note(people[n % 5] ?? '', n)));
  await until(() => channel.seen.length >= ids.length);
  await running[0]?.workUntilIdle();
  expect(channel.seen.map(({ messageId }) => messageId).sort()).toEqual([...ids].sort());
});

test('waits the time that a platform asked for, and then goes on in order', async () => {
  const person = await world.aPerson();
  await world.aChat(person, 'flood');
  channel.answers('flood', { is: 'accepted', ref: '1' }, { is: 'later', code: '429', afterMs: 700 });
  const ids = await world.owe(...[1, 2, 3].map((n) => world.note(person, n)));
  const began = performance.now();
  await aWorker();
  await until(() => channel.seen.length === 3);
  expect(performance.now() - began).toBeGreaterThan(700);
  expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids);
});

test('stays silent before the time of a step and speaks at it, each step once', async () => {
  await aHead();
  const worker = await aWorker();
  await world.aCase(`QGB-2026-1${count}01`);
  await worker.workUntilIdle();
  expect(channel.seen).toEqual([]);
  const referred = world.clock.now().getTime();
  world.clock.to(new Date(referred + 12 * 3_600_000 - 1));
  await worker.workUntilIdle();
  expect(channel.seen).toEqual([]);
  world.clock.advance(1);
  await worker.workUntilIdle();
  await worker.workUntilIdle();
  expect(channel.seen).toHaveLength(1);
  expect(channel.seen[0]?.text).toContain(`QGB-2026-1${count}01`);
  expect(channel.seen[0]?.buttons).toContain('Choose a case manager');
});

test('stops at every step on the way when the clock is moved over several', async () => {
  await aHead();
  const worker = await aWorker();
  const caseId = await world.aCase(`QGB-2026-1${count}01`);
  const referred = world.clock.now();
  const { steps } = await advance({ ...world, worker }, new Date(referred.getTime() + 25 * 3_600_000));
  expect(steps).toBeGreaterThanOrEqual(5);
  const { id } = await world.store.obligation.findFirstOrThrow({ where: { caseId, rule: 'case-manager-24h' } });
  const told = await world.store.told.findMany({ where: { obligationId: id }, orderBy: { at: 'asc' } });
  const hours = told.map(({ step, at }) => [step, (at.getTime() - referred.getTime()) / 3_600_000]);
  expect(hours).toEqual([
    ['start+12h', 12],
    ['start+20h', 20],
    ['due-1h', 23],
    ['due', 24],
  ]);
  expect(channel.seen).toHaveLength(4);
});

test('rings the alarm of a step through the queue', async () => {
  await aHead();
  // A clock that runs: the step is two seconds away.
  await world.aCase(`QGB-2026-1${count}01`);
  const from = world.clock.now().getTime() + 12 * 3_600_000 - 2_000;
  const began = performance.now();
  const clock = { now: () => new Date(from + performance.now() - began) };
  await aWorker({ clock });
  await until(() => channel.seen.length > 0);
  expect(performance.now() - began).toBeGreaterThan(1_990);
  world.clock.to(clock.now());
});

test('plans each step once, and all of them again when the queue has been flushed', async () => {
  await world.aCase(`QGB-2026-1${count}01`);
  const backend = await openQueue();
  const queue = backend.queue('remind');
  try {
    const parts = { store: world.store, clock: world.clock, queue };
    const epoch = await epochOf(queue);
    expect(await planSteps(parts)).toBe(1);
    expect(await planSteps(parts)).toBe(0);
    const { id, dueAt, nextStepAt } = await world.store.obligation.findFirstOrThrow({
      where: { outcome: null, rule: 'case-manager-24h' },
    });
    const job = `${id}-${dueAt.getTime()}-${nextStepAt?.getTime()}`;
    expect(await queue.find(job)).toEqual({ obligation: id, step: nextStepAt?.toISOString() });
    await flushQueue();
    expect(await planSteps(parts)).toBe(1);
    expect(await epochOf(queue)).not.toBe(epoch);
    expect(await queue.find(job)).toBeDefined();
  } finally {
    await queue.close();
    await backend.close();
  }
});

test('loses nothing when the queue is flushed while it works', async () => {
  await aWorker();
  const people = await Promise.all(Array.from({ length: 4 }, () => world.aPerson()));
  await Promise.all(people.map((person, n) => world.aChat(person, `flushed-${n}`)));
  const ids: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    ids.push(...(await world.owe(...people.map((person) => world.note(person, round)))));
    await flushQueue();
  }
  await until(() => channel.seen.length >= ids.length);
  expect(channel.seen.map(({ messageId }) => messageId).sort()).toEqual([...ids].sort());
});

test('a chat that is closed is left for the next one within one relay', async () => {
  const person = await world.aPerson();
  await world.aChat(person, 'closed', { preferred: true });
  await world.aChat(person, 'next');
  channel.close('closed');
  await world.owe(world.note(person, 1));
  await aWorker();
  await until(() => channel.seen.length === 1);
  expect(channel.seen[0]?.address).toBe('next');
});

test('a stop waits for the message in the air and begins no other', async () => {
  const person = await world.aPerson();
  await world.aChat(person, 'stopping');
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let inTheAir = false;
  channel.answers('stopping', async () => {
    inTheAir = true;
    await held;
    return { is: 'accepted', ref: '1' };
  });
  const [first, second] = await world.owe(world.note(person, 1), world.note(person, 2));
  const worker = await aWorker();
  await until(() => inTheAir);
  const stopped = worker.stop(30_000);
  release();
  await stopped;
  expect(await world.store.message.findUnique({ where: { id: first ?? '' } })).toMatchObject({
    sentAt: world.clock.now(),
  });
  expect(await world.store.message.findUnique({ where: { id: second ?? '' } })).toMatchObject({
    sentAt: null,
    attempts: 0,
  });
  const next = await aWorker();
  await next.workUntilIdle();
  expect(channel.seen).toHaveLength(2);
});

test('tells at once what a commit made due', async () => {
  const worker = await aWorker();
  await worker.workUntilIdle();
  const began = performance.now();
  for (let n = 1; n <= 10; n += 1) {
    const person = await world.aPerson();
    const accountId = await world.aChat(person, `at-once-${n}`);
    const [id = ''] = await world.owe(world.note(person, n));
    worker.owed([{ id, personId: person, accountId }]);
    await until(() => channel.seen.length === n);
  }
  // The relay comes by every two seconds: left to it, the nine after the first would take eighteen.
  expect(performance.now() - began).toBeLessThan(15_000);
});

test('a chat that a killed worker held is served by the next one without waiting for the lease', async () => {
  const person = await world.aPerson();
  const account = await world.aChat(person, 'killed');
  const [id = ''] = await world.owe(world.note(person, 1));
  await world.store.$executeRaw`
    UPDATE channel_account SET leased_by = '12345/dead', leased_until = clock_timestamp() + interval '1 hour' WHERE id = ${account}::uuid`;
  await aWorker();
  await until(() => channel.seen.length === 1);
  expect(channel.seen[0]?.messageId).toBe(id);
});

test('a chat that a living worker holds is left to it, however long it takes', async () => {
  const person = await world.aPerson();
  const account = await world.aChat(person, 'held');
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let inTheAir = 0;
  channel.answers('held', async () => {
    inTheAir += 1;
    await held;
    return { is: 'accepted', ref: '1' };
  });
  await world.owe(world.note(person, 1));
  await aWorker();
  await until(() => inTheAir === 1);
  const other = await aWorker();
  expect(await other.drainNow(account)).toMatchObject({ busy: true, sent: 0 });
  release();
  await until(() => channel.seen.length === 1);
  expect(inTheAir).toBe(1);
});

test('an obligation that cannot be spoken of holds up no other', async () => {
  await aHead();
  const worker = await aWorker();
  const poison = await world.aCase(`QGB-2026-1${count}01`);
  await world.store.obligation.updateMany({
    where: { caseId: poison },
    data: { rule: 'no-such-rule', subjectId: world.officeId },
  });
  await world.aCase(`QGB-2026-1${count}02`);
  world.clock.advance('PT12H');
  await worker.workUntilIdle();
  expect(channel.seen.map(({ text }) => /QGB-\d+-\d+/.exec(text)?.[0])).toEqual([`QGB-2026-1${count}02`]);
  await world.store.obligation.deleteMany({ where: { rule: 'no-such-rule' } });
});
