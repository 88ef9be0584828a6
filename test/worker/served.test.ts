import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LogFields, silentLog } from '../../core/log.ts';
import { openMetrics } from '../../core/metrics.ts';
import { reachAgain } from '../../core/outbox/unreachable.ts';
import { watchOwed } from '../../worker/owed.ts';
import { watchServed } from '../../worker/served.ts';
import { type RunningWorker, startWorker, type WorkerParts } from '../../worker/start.ts';
import { watchUnreachable } from '../../worker/unreachable.ts';
import { aChannel, aSmallWorld, type FakeChannel, type SmallWorld, until } from './small-world.ts';

let world: SmallWorld;
let web: FakeChannel;
let slack: FakeChannel;
let running: RunningWorker[] = [];
beforeAll(async () => {
  world = await aSmallWorld();
});
beforeEach(async () => {
  web = aChannel('web');
  slack = aChannel('slack');
  await world.store.machineState.deleteMany({ where: { name: { startsWith: 'serves:' } } });
});
afterEach(async () => {
  await Promise.all(running.map((worker) => worker.stop(5_000)));
  running = [];
});
afterAll(() => world?.close());

const graceMs = 600;

async function aWorker(transports: readonly FakeChannel[], more: Partial<WorkerParts> = {}): Promise<RunningWorker> {
  const worker = await startWorker({ ...world, transports, log: silentLog, unservedMs: graceMs, ...more });
  running.push(worker);
  return worker;
}

async function somebodyInSlack(name: string) {
  const person = await world.aPerson();
  const account = await world.aChat(person, `${name}-slack`, { channel: 'slack', preferred: true });
  await world.aChat(person, `${name}-web`);
  return { person, account };
}
const reasonOf = async (id: string) =>
  (await world.store.channelAccount.findUniqueOrThrow({ where: { id } })).deadReason;

test('what waits in a channel that nobody serves any more is told in the next chat, and comes back with the channel', async () => {
  const { person, account } = await somebodyInSlack('off');
  await world.owe(world.note(person, 1));
  const began = performance.now();
  await aWorker([web]);
  await until(() => web.seen.length === 1);
  expect(performance.now() - began).toBeGreaterThan(graceMs);
  expect(web.seen[0]?.address).toBe('off-web');
  expect(await reasonOf(account)).toBe('channel-off');

  await aWorker([web, slack]);
  await until(async () => (await reasonOf(account)) === null);
  await world.owe(world.note(person, 2));
  await until(() => slack.seen.length === 1);
  expect(web.seen).toHaveLength(1);
});

test('a channel that another worker serves is left alone, however long this one does not', async () => {
  const { account } = await somebodyInSlack('other');
  const watch = { store: world.store, clock: world.clock, log: silentLog, graceMs: 50 };
  const [without, others] = [
    watchServed({ ...watch, channels: ['web'] }),
    watchServed({ ...watch, graceMs: 5_000, channels: ['web', 'slack'] }),
  ];
  const end = performance.now() + 400;
  await until(async () => {
    await others();
    await without();
    return performance.now() > end;
  });
  expect(await reasonOf(account)).toBeNull();
});

test('a worker that starts after a long stop gives a channel up only after it has watched it for the whole grace', async () => {
  const { account } = await somebodyInSlack('late');
  await world.store.machineState.create({ data: { name: 'serves:slack', value: '2026-01-01T00:00:00Z' } });
  const look = watchServed({ ...world, log: silentLog, channels: ['web'], graceMs: 60_000 });
  await look();
  await look();
  expect(await reasonOf(account)).toBeNull();
});

test('the head hears of somebody whose last chat is closed, from the running worker, and the reminder waits for a chat', async () => {
  const head = await world.aPerson({ role: 'head' });
  await world.aChat(head, 'running-head');
  const manager = await world.aPerson({ role: 'case-manager' });
  await world.aChat(manager, 'running-manager');
  web.close('running-manager');
  const [id = ''] = await world.owe(world.note(manager, 1));
  const began = performance.now();
  await aWorker([web]);
  await until(() => web.seen.length === 1);
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(web.seen[0]).toMatchObject({ address: 'running-head', buttons: ['Who cannot be reached?'] });
  await world.aChat(manager, 'running-again');
  await until(() => web.seen.length === 2);
  expect(web.seen[1]).toMatchObject({ address: 'running-again', messageId: id });
  await world.store.role.deleteMany();
});

test('counts whom nobody can reach, by who was told, and logs by id once of whom nobody could be told', async () => {
  const lines: { fields: LogFields; words: string }[] = [];
  const log = { ...silentLog, error: (fields: LogFields, words: string) => void lines.push({ fields, words }) };
  const registry = new Registry();
  const look = watchUnreachable({ store: world.store, log, metrics: openMetrics(registry) });
  const manager = await world.aPerson({ role: 'case-manager' });
  await world.owe(world.note(manager, 1), world.note(await world.aPerson(), 2));
  await reachAgain(world.store, world.clock.now());
  await look();
  await look();
  const figures = await registry.metrics();
  expect(figures).toContain('tryeza_unreachable_people{heard="nobody"} 1');
  expect(figures).toContain('tryeza_unreachable_people{heard="no-need"} 1');
  expect(figures).toContain('tryeza_unreachable_people{heard="office"} 0');
  expect(lines.map(({ fields }) => fields['personId'])).toEqual([manager]);
});

test('tells how much is owed in each channel, and that nothing is', async () => {
  const registry = new Registry();
  const look = watchOwed({ store: world.store, metrics: openMetrics(registry), channels: ['web', 'slack'] });
  const before = await world.store.message.count({
    where: { account: { channel: 'web' }, sentAt: null, cancelledAt: null, failedAt: null },
  });
  const person = await world.aPerson();
  await world.aChat(person, 'figures');
  await world.owe(world.note(person, 1), world.note(person, 2));
  await look();
  const figures = await registry.metrics();
  expect(figures).toContain(`tryeza_messages_owed{channel="web"} ${before + 2}`);
  expect(figures).toContain('tryeza_messages_owed{channel="slack"} 0');
});
