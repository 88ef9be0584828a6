import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aTelegramOffice, type TelegramOffice, until } from '../support/telegram-office.ts';
import { anyRedis } from './any-redis.ts';
import { builtProgram } from './built.ts';
import { type Front, startFront } from './front.ts';
import { limitsTold, reckoned, reportDanger, reportsFallingDue } from './reporting.ts';
import { type RoleProcess, runRole, type Settings, startRole } from './role-process.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let office: TelegramOffice;
let redis: Awaited<ReturnType<typeof anyRedis>>;
let front: Front;
let settings: Settings;
let oldProgram: string;
let newProgram: string;
const running = new Set<RoleProcess>();

beforeAll(async () => {
  [office, redis, front, oldProgram] = await Promise.all([aTelegramOffice(), anyRedis(), startFront(), builtProgram()]);
  newProgram = await withOneMigrationMore(oldProgram);
  settings = {
    ...office.settings,
    ...(redis.url ? { REDIS_URL: redis.url } : {}),
    PUBLIC_URL: front.url,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret_of-the_webhook',
    LOG_LEVEL: 'warn',
  };
});
afterAll(async () => {
  for (const one of running) await one.kill();
  if (newProgram) await rm(newProgram, { recursive: true, force: true });
  front?.close();
  await office?.end();
  await redis?.stop();
});

/** Adds to the tables that every update and every reminder touches, as a release may. */
const expanding = `
ALTER TABLE message ADD COLUMN made_up TEXT;
ALTER TABLE person ADD COLUMN made_up INTEGER NOT NULL DEFAULT 7;
ALTER TABLE obligation ADD COLUMN made_up TIMESTAMPTZ(3);
ALTER TABLE conversation ADD COLUMN made_up JSONB NOT NULL DEFAULT '{}';
ALTER TABLE inbox ADD COLUMN made_up TEXT;
CREATE TABLE made_up (id UUID PRIMARY KEY, at TIMESTAMPTZ(3) NOT NULL);
`;

async function withOneMigrationMore(program: string): Promise<string> {
  const copy = `${program}-${process.pid}`;
  await cp(program, copy, { recursive: true });
  const migration = path.join(copy, 'prisma/migrations/20991231000000_made_up');
  await mkdir(migration);
  await writeFile(path.join(migration, 'migration.sql'), expanding);
  return copy;
}

async function two(program: string, role: string): Promise<RoleProcess[]> {
  const both = await Promise.all([1, 2].map(() => startRole({ program, role, settings })));
  for (const one of both) running.add(one);
  return both;
}
const addressesOf = (processes: readonly RoleProcess[]) => processes.map(({ address }) => address);
async function stopped(one: RoleProcess): Promise<void> {
  expect(await one.stop(), one.output()).toBe(0);
  running.delete(one);
}

test('old and new run side by side while the database grows and the old ones leave: nothing is lost or told twice', async () => {
  const [oldBots, oldWorkers] = await Promise.all([two(oldProgram, 'bot'), two(oldProgram, 'worker')]);
  front.behind(addressesOf(oldBots));
  const teacher = await office.link('teacher');
  for (const persona of ['intake', 'head', 'stand-in']) await office.link(persona);
  // Every statement of the old ones is prepared and planned before the tables change below it.
  await Promise.all([9_000, 9_001].map((chat) => reportDanger(office, chat)));
  await reportsFallingDue(office, teacher.personId, 6, 8_000);

  let rolling = true;
  let reports = 2;
  const reporters = [9_100, 9_200, 9_300].map(async (first) => {
    for (let chat = first; rolling; chat += 1) {
      await reportDanger(office, chat);
      reports += 1;
    }
  });
  const roll = async () => {
    const migrated = await runRole({ program: newProgram, role: 'migrate', settings });
    expect(migrated).toMatchObject({ how: 0, output: expect.stringContaining('Applied: 20991231000000_made_up') });
    const [newBots] = await Promise.all([two(newProgram, 'bot'), two(newProgram, 'worker')]);
    front.behind(addressesOf([...newBots, ...oldBots]));
    const both = front.taken.get(newBots[0]?.address ?? '') ?? 0;
    await until(
      () => (front.taken.get(newBots[0]?.address ?? '') ?? 0) > both + 3,
      () => 'the new bots were given nothing',
      60_000,
    );
    for (const [nth, bot] of oldBots.entries()) {
      await Promise.all([stopped(bot), stopped(oldWorkers[nth] ?? bot)]);
    }
    front.behind(addressesOf(newBots));
    return newBots;
  };
  const newBots = await roll().finally(() => {
    rolling = false;
  });
  await Promise.all(reporters);
  await until(
    async () => (await limitsTold(office.pool)).length >= 12,
    async () => `${(await limitsTold(office.pool)).length} of 12 were told that a limit passed`,
    60_000,
  );
  await office.settled();

  const result = await reckoned(office);
  const cases = reports + 6;
  expect(result).toMatchObject({ cases, receipts: cases, updatesAmiss: 0, lost: 0, duplicates: [], deadLetters: 0 });
  expect(result.limitsTold).toEqual(Array(12).fill(1));
  for (const { address } of [...oldBots, ...newBots]) expect(front.taken.get(address)).toBeGreaterThan(2);
  // Whatever is not 200 the platform sends again; nothing was refused for good.
  expect([...front.answers.keys()].filter((status) => status < 500 && status !== 200)).toEqual([]);
});

test('going back: the old program starts and works on the database of the new one', async () => {
  const [bot] = await two(oldProgram, 'bot');
  const api = await startRole({ program: oldProgram, role: 'api', settings });
  running.add(api);
  front.behind([bot?.address ?? '']);
  const before = (await reckoned(office)).cases;
  await reportDanger(office, 9_900);
  await office.settled();
  expect(await reckoned(office)).toMatchObject({ cases: before + 1, lost: 0, duplicates: [] });
  expect((await fetch(`${api.address}/readyz`)).status).toBe(200);
});
