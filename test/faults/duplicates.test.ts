import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../core/config.ts';
import { startTryeza, type Tryeza } from '../../main.ts';
import { freePort } from '../../prisma/free-port.ts';
import { aTelegramOffice, type Chatting, type TelegramOffice } from '../support/telegram-office.ts';

let office: TelegramOffice;
let front: Server;
let ports: number[];
const houses: Tryeza[] = [];
let teacher: Chatting;

/** How often each instance was given an update. */
const taken = [0, 0];

beforeAll(async () => {
  office = await aTelegramOffice();
  ports = [await freePort(), await freePort()];
  front = createServer(async (request, response) => {
    const turn = (taken[0] ?? 0) <= (taken[1] ?? 0) ? 0 : 1;
    taken[turn] = (taken[turn] ?? 0) + 1;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const passed = ['content-type', 'x-telegram-bot-api-secret-token'].map((name) => [
      name,
      String(request.headers[name]),
    ]);
    const answer = await fetch(`http://127.0.0.1:${ports[turn]}${request.url}`, {
      method: 'POST',
      headers: Object.fromEntries(passed),
      body: Buffer.concat(pieces),
    });
    response.writeHead(answer.status).end(await answer.text());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => front.once('listening', resolve));
  const publicUrl = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const webhook = { PUBLIC_URL: publicUrl, TELEGRAM_WEBHOOK_SECRET: 'a-secret_of-the_webhook', LOG_LEVEL: 'silent' };
  for (const port of ports) {
    const config = readConfig({ ...office.settings, ...webhook, PORT: String(port) });
    houses.push(await startTryeza({ config, dataDir: tmpdir(), say: () => undefined }));
  }
  teacher = await office.link('teacher');
  for (const persona of ['intake', 'head', 'stand-in']) await office.link(persona);
});
afterAll(async () => {
  for (const house of houses) await house.stop();
  front?.closeAllConnections();
  front?.close();
  await office?.end();
});

/** The update that the person's last act caused, so often in all, at once, to both instances. */
async function repeated(act: () => unknown, times: number): Promise<void> {
  const { updates } = office.telegram;
  const before = updates.length;
  act();
  const update = updates[before];
  if (!update) throw new Error('no update was caused');
  if (times > 1) await office.telegram.push(update, { times: times - 1 });
  await office.settled();
}

test('each update of a report comes one to ten times at once to two instances: one case, one receipt, no second answer', async () => {
  const { store, telegram } = office;
  const tap = async (act: string) => {
    const button = await store.button.findFirst({
      where: { personId: teacher.personId, act, usedAt: null, message: { account: { channel: 'telegram' } } },
      orderBy: { message: { seq: 'desc' } },
    });
    return () => teacher.phone.tap(button?.id ?? act);
  };
  const acceptedBefore = telegram.accepted.length;
  const inboxBefore = await store.inbox.count();
  const [last] = await store.message.findMany({ orderBy: { seq: 'desc' }, take: 1 });

  await repeated(() => teacher.phone.command('refer'), 10);
  await repeated(await tap('choose:yes'), 7);
  await repeated(() => teacher.phone.say('Rruga e Trimave 7'), 3);
  await repeated(() => teacher.phone.say('I dhunshëm, sot në mëngjes'), 9);
  await repeated(() => teacher.phone.say('044 123 456'), 10);
  await repeated(() => teacher.phone.say('Liria Shembulli'), 2);
  await repeated(() => teacher.phone.say('2016-04-30'), 5);
  await repeated(await tap('summary'), 8);
  await repeated(await tap('send'), 10);

  expect(await store.referral.count()).toBe(1);
  expect(await store.case.count()).toBe(1);
  expect((await store.inbox.count()) - inboxBefore).toBe(9);
  const messages = await store.message.findMany({
    where: { seq: { gt: last?.seq ?? 0n }, kind: 'send', account: { channel: 'telegram' } },
    orderBy: { seq: 'asc' },
  });
  expect(messages.filter(({ template }) => template === 'referral-receipt')).toHaveLength(1);
  expect(messages.filter(({ template }) => template === 'referral-arrived')).toHaveLength(3);
  const asked = messages.flatMap(({ field }) => field ?? []);
  expect(asked).toEqual([...new Set(asked)]);
  expect(asked).toEqual(expect.arrayContaining(['danger', 'where', 'what', 'contact', 'childName', 'childBirth']));
  expect(telegram.accepted.slice(acceptedBefore)).toHaveLength(messages.filter(({ sentAt }) => sentAt).length);
  expect(Math.min(...taken)).toBeGreaterThan(20);
  expect(await store.deadLetter.count()).toBe(0);
});
