import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../../../core/config.ts';
import type { Store } from '../../../core/store.ts';
import { startTryeza, type Tryeza } from '../../../main.ts';
import { openStore } from '../../../prisma/client.ts';
import { freePort } from '../../../prisma/free-port.ts';
import { outsider } from '../../journeys/outside.ts';
import { aDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../worker/small-world.ts';
import { aMailServer, type MailServer } from './mail-server.ts';

const mailbox = 'mailbox@mail.example';
let database: TestDatabase;
let dataDir: string;
let server: MailServer;
let house: Tryeza;
let opened: { prisma: Store; close(): Promise<void> };

beforeAll(async () => {
  database = await aDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'tryeza-mail-'));
  server = await aMailServer();
  const { host, port: smtpPort, user, pass } = server.smtp;
  const port = await freePort();
  house = await startTryeza({
    config: readConfig({
      DATABASE_URL: database.url,
      TRY_OUT: '1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'silent',
      SMTP_URL: `smtp://${encodeURIComponent(user ?? '')}:${pass}@${host}:${smtpPort}`,
      ...(inject('redis') ? { REDIS_URL: inject('redis') ?? '' } : {}),
    }),
    dataDir,
    say: () => undefined,
  });
  opened = openStore({ url: database.url, max: 2 });
}, 60_000);
afterAll(async () => {
  await house?.stop();
  await opened?.close();
  await server?.close();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const linkIn = (text: string | undefined, page: string) =>
  new RegExp(`http://127\\.0\\.0\\.1:\\d+/e/${page}/[\\w-]{43}`).exec(text ?? '')?.[0] ?? '';

test('an address is given in the chat, confirmed from its mailbox, told when no chat is left, and closed when a mail comes back', async () => {
  const { prisma: store } = opened;
  const tester = outsider(house.address);
  const { personas, adminToken } = await tester.state();
  const head = personas.find(({ id }) => id === 'head')?.personId ?? '';

  await tester.says('head', 'settings');
  await tester.taps('head', 'email');
  const shown = await tester.says('head', mailbox);
  expect(JSON.stringify(shown)).not.toContain(mailbox);
  await until(() => server.mails.length === 1);
  const confirms = linkIn(server.mails[0]?.text, 'confirm');
  expect(server.mails[0]?.to).toBe(mailbox);
  expect((await fetch(confirms)).status).toBe(200);
  expect((await fetch(confirms, { method: 'POST' })).status).toBe(200);
  const email = await store.channelAccount.findFirstOrThrow({ where: { personId: head, channel: 'email' } });
  expect(email).toMatchObject({ deadAt: null, preferred: false });

  await tester.says('teacher', 'refer');
  await tester.fills('teacher', { danger: 'choose:no' });
  expect((await tester.read('head')).at(-1)?.template).toBe('referral-arrived');
  expect(server.mails).toHaveLength(1);

  await store.channelAccount.updateMany({
    where: { personId: head, channel: 'web' },
    data: { deadAt: new Date(0), deadReason: 'blocked' },
  });
  await tester.says('doctor', 'refer');
  await tester.fills('doctor', { danger: 'choose:no' });
  await until(() => server.mails.length === 2);
  const [, due] = server.mails;
  const numbers = (await store.case.findMany({ select: { number: true } })).map(({ number }) => number);
  expect(numbers).toHaveLength(2);
  for (const number of numbers) expect(`${due?.raw}${due?.text}`).not.toContain(number);

  expect((await fetch(linkIn(due?.text, 'stop'), { method: 'POST' })).status).toBe(200);
  expect((await store.channelAccount.findUniqueOrThrow({ where: { id: email.id } })).stoppedAt).not.toBeNull();

  const mailed = await store.message.count({ where: { accountId: email.id, sentAt: { not: null } } });
  const bounce = [
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.example',
    '',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    due?.raw ?? '',
    '--b--',
  ].join('\r\n');
  const answer = await fetch(`${house.address}/api/v1/email-bounces`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'message/rfc822' },
    body: bounce,
  });
  expect(await answer.json()).toEqual({ outcome: 'closed' });
  const untold = await store.message.count({
    where: { personId: head, accountId: null, sentAt: null, cancelledAt: null, failedAt: null },
  });
  expect(mailed).toBeGreaterThan(1);
  expect(untold).toBeGreaterThan(0);
  await until(async () => (await tester.read('stand-in')).some(({ template }) => template === 'person-unreachable'));
}, 120_000);
