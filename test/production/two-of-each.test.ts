import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aTelegramOffice, type Chatting, type TelegramOffice, until } from '../support/telegram-office.ts';
import { anyRedis } from './any-redis.ts';
import { builtProgram } from './built.ts';
import { type Front, startFront } from './front.ts';
import { limitsTold, reckoned, reportDanger, reportsFallingDue } from './reporting.ts';
import { type RoleProcess, type Settings, startRole } from './role-process.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let office: TelegramOffice;
let redis: Awaited<ReturnType<typeof anyRedis>>;
let front: Front;
let settings: Settings;
let program: string;
let teacher: Chatting;
const bots: RoleProcess[] = [];
const workers: RoleProcess[] = [];
const apis: RoleProcess[] = [];
const everyone = () => [...bots, ...workers, ...apis];

beforeAll(async () => {
  [office, redis, front, program] = await Promise.all([aTelegramOffice(), anyRedis(), startFront(), builtProgram()]);
  settings = {
    ...office.settings,
    ...(redis.url ? { REDIS_URL: redis.url } : {}),
    PUBLIC_URL: front.url,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret_of-the_webhook',
    LOG_LEVEL: 'warn',
  };
  const two = async (role: string, kept: RoleProcess[]) => {
    kept.push(...(await Promise.all([1, 2].map(() => startRole({ program, role, settings })))));
  };
  await Promise.all([two('bot', bots), two('worker', workers), two('api', apis)]);
  front.behind(bots.map(({ address }) => address));
  teacher = await office.link('teacher');
  for (const persona of ['intake', 'head', 'stand-in']) await office.link(persona);
});
afterAll(async () => {
  for (const one of everyone()) await one.kill();
  front?.close();
  await office?.end();
  await redis?.stop();
});

const limitsPassed = (wanted: number) =>
  until(
    async () => (await limitsTold(office.pool)).length >= wanted,
    async () => `${(await limitsTold(office.pool)).length} of ${wanted} were told that a limit passed`,
    60_000,
  );
const chats = (first: number, count: number) => Array.from({ length: count }, (_, nth) => first + nth);

test('two of each on one Postgres and one Redis: every update once, every reminder once', async () => {
  await reportsFallingDue(office, teacher.personId, 4, 6_000);
  await Promise.all(chats(9_000, 6).map((chat) => reportDanger(office, chat)));
  await limitsPassed(4 * 2);
  await office.settled();
  const result = await reckoned(office);
  expect(result).toMatchObject({ cases: 10, receipts: 10, updatesAmiss: 0, lost: 0, duplicates: [], deadLetters: 0 });
  // Head and stand-in, of each case, once.
  expect(result.limitsTold).toEqual(Array(8).fill(1));
  expect(result.latest).toBeLessThan(10_000);
  for (const { address } of bots) expect(front.taken.get(address)).toBeGreaterThan(5);
  // On a busy machine an answer may take too long: then the platform is asked to send the update again.
  expect([...front.answers.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
});

test('kill -9 of one of each in the middle: nothing is lost, and the other goes on alone', async () => {
  await reportsFallingDue(office, teacher.personId, 4, 5_000);
  const before = office.telegram.updates.length;
  const reporting = Promise.all(chats(9_100, 6).map((chat) => reportDanger(office, chat)));
  await until(
    () => office.telegram.updates.length > before + 9,
    () => 'the reports did not get under way',
  );
  await Promise.all([bots, workers, apis].map((both) => both.shift()?.kill()));
  await reporting;
  await limitsPassed(8 * 2);
  await office.settled();
  const result = await reckoned(office);
  expect(result).toMatchObject({ cases: 20, receipts: 20, updatesAmiss: 0, lost: 0, deadLetters: 0 });
  expect(result.limitsTold).toEqual(Array(16).fill(1));
  // What the killed ones had just handed over and not recorded yet may come once more, and nothing else.
  expect(result.duplicates.length).toBeLessThan(6);
  for (const { address } of everyone()) expect((await fetch(`${address}/readyz`)).status).toBe(200);
  for (const one of everyone()) expect(await one.stop()).toBe(0);
});
