import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Failpoint, failpoints } from '../../core/failpoint.ts';
import { freePort } from '../../prisma/free-port.ts';
import { type KillableHouse, type Settings, startHouse } from '../support/killable-house.ts';
import { aTelegramOffice, type Chatting, type TelegramOffice } from '../support/telegram-office.ts';
import { afterwards, oneReport } from './one-report.ts';

/** May grow. Whoever takes a name out of the program takes a kill out of this file. */
const known: readonly string[] = [
  'submission.before-transaction',
  'submission.after-inbox',
  'submission.after-act',
  'submission.after-facts',
  'submission.after-obligations',
  'submission.after-messages',
  'submission.after-audit',
  'submission.before-commit',
  'submission.after-commit',
  'delivery.before-claim',
  'delivery.after-claim',
  'delivery.before-send',
  'delivery.after-accepted',
  'delivery.before-record',
  'delivery.after-record',
  'delivery.after-release',
];

/** Between the platform's acceptance and our record: the one window in which a message may come twice. */
const window: readonly string[] = ['delivery.after-accepted', 'delivery.before-record'];

/** The last answer is stored by one act and the report sent by the next: the kill is in the second. */
const nthOf = (at: Failpoint) => (/^submission\.after-(act|facts|obligations|messages|audit)$/.test(at) ? 2 : 1);

let office: TelegramOffice;
let settings: Settings;
let teacher: Chatting;
let house: KillableHouse | undefined;

beforeAll(async () => {
  office = await aTelegramOffice();
  settings = office.settings;
  house = await startHouse({ settings });
  teacher = await office.link('teacher');
  for (const persona of ['intake', 'head', 'stand-in']) await office.link(persona);
  await house.stop();
  house = undefined;
});
afterAll(async () => {
  await house?.kill();
  await office?.end();
});

/** Goes through a report up to the answer that sends it, is killed there, and starts again. */
async function killedAt(at: Failpoint) {
  office.telegram.clearFaults();
  house ??= await startHouse({ settings });
  const report = await oneReport(office, teacher);
  // One message is taken at once and the others wait, so that only one can be in the air when the process dies.
  office.telegram.failNext('deleteMessage', { hangMs: 60_000, times: 100 });
  office.telegram.failNext('sendMessage', { hangMs: 1 });
  office.telegram.failNext('sendMessage', { hangMs: 60_000, times: 100 });
  await house.killAt(at, nthOf(at));
  teacher.phone.say('044 123 456');
  const how = await house.ended();
  house = undefined;
  office.telegram.clearFaults();
  const left = await report.left();
  house = await startHouse({ settings });
  const readyAt = performance.now();
  await office.settled();
  const recoveredMs = performance.now() - readyAt;
  return { how, left, recoveredMs, ...(await report.outcome()) };
}

test('the list of places holds at least those that were known', () => {
  expect(failpoints).toEqual(expect.arrayContaining([...known]));
});

describe('killed in the middle of a report in danger, by webhook', () => {
  beforeAll(async () => {
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const port = new URL(publicUrl).port;
    settings = {
      ...office.settings,
      PORT: port,
      PUBLIC_URL: publicUrl,
      TELEGRAM_WEBHOOK_SECRET: 'a-secret_of-the_webhook',
    };
  });

  test.each(failpoints)('at %s: one report, each message told', async (at) => {
    const { how, left, duplicates, ...told } = await killedAt(at);
    expect(how).toBe('SIGKILL');
    expect(left).toBe(/^submission\.(?!after-commit)/.test(at) ? 'nothing' : 'everything');
    expect(told).toMatchObject({ referrals: 1, cases: 1, receipts: 1, arrivals: 3, lost: 0 });
    expect(duplicates).toHaveLength(window.includes(at) ? 1 : 0);
    expect(await afterwards(office)).toEqual({ brokenChains: [], leases: 0, locks: 0, inTransaction: 0, halves: [] });
  });
});

describe('killed in the middle of a report in danger, by long polling', () => {
  beforeAll(async () => {
    await house?.stop();
    house = undefined;
    settings = office.settings;
  });

  test.each(['submission.before-commit', 'submission.after-commit', 'delivery.after-accepted'] as const)(
    'at %s: one report, within ten seconds of being ready again',
    async (at) => {
      const { how, duplicates, recoveredMs, ...told } = await killedAt(at);
      expect(how).toBe('SIGKILL');
      expect(told).toMatchObject({ referrals: 1, cases: 1, receipts: 1, arrivals: 3, lost: 0 });
      expect(duplicates).toHaveLength(window.includes(at) ? 1 : 0);
      expect(recoveredMs).toBeLessThan(10_000);
    },
  );
});
