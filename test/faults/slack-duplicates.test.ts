import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realClock } from '../../core/clock.ts';
import { readConfig } from '../../core/config.ts';
import { startTryeza, type Tryeza } from '../../main.ts';
import { freePort } from '../../prisma/free-port.ts';
import { aSlackOffice, type Slacking, type SlackOffice } from '../support/slack-office.ts';
import { until } from '../support/telegram-office.ts';

let office: SlackOffice;
let front: Server;
let ports: number[];
const houses: Tryeza[] = [];
let teacher: Slacking;

/** How many copies of each request reach the two instances, at once and in turn. */
let copies = 1;
const taken = [0, 0];
const refusedCopies: number[] = [];
const passed = ['content-type', 'x-slack-signature', 'x-slack-request-timestamp'];

async function carried(port: number, url: string, headers: Record<string, string>, body: string) {
  const answer = await fetch(`http://127.0.0.1:${port}${url}`, { method: 'POST', headers, body });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

beforeAll(async () => {
  office = await aSlackOffice();
  ports = [await freePort(), await freePort()];
  front = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces).toString();
    const headers = Object.fromEntries(passed.map((name) => [name, String(request.headers[name])]));
    const answers = await Promise.all(
      Array.from({ length: copies }, (_, copy) => {
        const turn = copy === 0 ? Number((taken[0] ?? 0) > (taken[1] ?? 0)) : copy % 2;
        taken[turn] = (taken[turn] ?? 0) + 1;
        const again = { 'x-slack-retry-num': String(Math.min(copy, 3)), 'x-slack-retry-reason': 'http_timeout' };
        return carried(ports[turn] ?? 0, request.url ?? '', { ...headers, ...(copy > 0 ? again : {}) }, body);
      }),
    );
    refusedCopies.push(...answers.map(({ status }) => status).filter((status) => status !== 200));
    const [{ status, type, text } = { status: 500, type: null, text: '' }] = answers;
    response.writeHead(status, { 'content-type': type ?? 'text/plain' }).end(text);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => front.once('listening', resolve));
  for (const port of ports) {
    const config = readConfig({ ...office.settings, LOG_LEVEL: 'silent', PORT: String(port) });
    houses.push(await startTryeza({ config, dataDir: tmpdir(), say: () => undefined }));
  }
  for (const port of ports) {
    const ready = async () => (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()).checks.slack === true;
    await until(ready, () => 'an instance is not ready');
  }
  office.slack.deliverTo(`http://127.0.0.1:${(front.address() as AddressInfo).port}/slack/events`);
  teacher = await office.linkSlack('teacher');
  for (const persona of ['intake', 'head', 'stand-in']) await office.linkSlack(persona);
}, 120_000);
afterAll(async () => {
  for (const house of houses) await house.stop();
  front?.closeAllConnections();
  front?.close();
  await office?.end();
}, 60_000);

async function repeated<T>(times: number, act: () => Promise<T>): Promise<T> {
  copies = times;
  const done = await act();
  copies = 1;
  return done;
}

const calls = (method: string) => office.slack.log.filter(({ path }) => path.endsWith(`/${method}`)).length;

/** What is posted is what was owed, once; and every chat heard of one report once. */
async function toldSince(seq: bigint, posted: number) {
  const messages = await office.store.message.findMany({
    where: { seq: { gt: seq }, kind: 'send', account: { channel: 'slack' } },
  });
  const sent = messages.filter(({ sentAt }) => sentAt);
  expect(calls('chat.postMessage') - posted).toBe(sent.length);
  const of = (wanted: string) => messages.filter(({ template }) => template === wanted).length;
  return { receipts: of('referral-receipt'), arrivals: of('referral-arrived') };
}

/** In Unix seconds. */
const anHourAgo = () => String(Math.floor(realClock.now().getTime() / 1000) - 3600);

const lastSeq = async () => (await office.store.message.findFirst({ orderBy: { seq: 'desc' } }))?.seq ?? 0n;

test('each delivery of a report comes one to ten times at once to two instances: one case, one receipt, one message each', async () => {
  const { store, slack } = office;
  const [before, posted, opened] = [await lastSeq(), calls('chat.postMessage'), calls('views.open')];
  const { user } = teacher;

  await repeated(6, () => teacher.user.opensHome('home'));
  await repeated(9, async () => void (await user.says('mirëdita')));
  await office.settled();
  await repeated(10, () => teacher.slash('refer'));
  await user.sees(() => user.modal());
  expect(calls('views.open') - opened).toBe(1);
  await teacher.fills({
    danger: 'no',
    where: 'Rruga e Trimave 7',
    what: 'Punon natën në treg',
    contact: '044 123 456',
  });
  expect(await repeated(7, () => teacher.submits())).toBe('next');
  const instant = user.modal()?.blocks.find(({ block_id: id }) => id.startsWith('identifiedAt'))?.block_id;
  if (instant) await teacher.fills({ [instant]: anHourAgo() });
  expect(await repeated(3, () => teacher.submits())).toBe('next');
  await teacher.fills({ childName: 'Liria Shembulli', childBirth: '2016-04-30' });
  await repeated(8, () => teacher.fills({ another: 'yes' }));
  await user.sees(() => user.modal()?.blocks.some(({ block_id: id }) => id === 'childName-2'));
  await repeated(5, () => teacher.fills({ another: 'no' }));
  await user.sees(() => !user.modal()?.blocks.some(({ block_id: id }) => id === 'childName-2'));
  for (let page = 0; page < 9 && user.modal()?.callback_id === 'form'; page += 1) {
    expect(await repeated(2 + (page % 4), () => teacher.submits())).toBe('next');
  }
  expect(user.modal()?.callback_id).toBe('check');
  expect(await repeated(10, () => teacher.submits())).toBe('next');
  expect(user.modal()?.callback_id).toBe('last');
  await office.settled();

  expect(await store.referral.count()).toBe(1);
  expect(await store.case.count()).toBe(1);
  expect(await store.child.count()).toBe(1);
  expect(await toldSince(before, posted)).toEqual({ receipts: 1, arrivals: 3 });
  expect(refusedCopies).toEqual([]);
  expect(Math.min(...taken)).toBeGreaterThan(30);
  expect(await store.deadLetter.count()).toBe(0);
  expect(slack.violations).toEqual([]);
  await user.closes();
});

test('Send pressed in two windows of the same draft, on two instances at once, sends it once', async () => {
  const { store, slack } = office;
  const before = await store.referral.count();
  await teacher.slash('refer');
  const { user } = teacher;
  await user.sees(() => user.modal());
  await teacher.fills({ danger: 'no', where: 'Rruga e Trimave 9', what: 'Punon natën në treg' });
  for (let page = 0; page < 9 && user.modal()?.callback_id === 'form'; page += 1) {
    const instant = user.modal()?.blocks.find(({ block_id: id }) => id.startsWith('identifiedAt'))?.block_id;
    if (instant) await teacher.fills({ [instant]: anHourAgo() });
    expect(await teacher.submits()).toBe('next');
  }
  const view = user.modal();
  expect(view?.callback_id).toBe('check');
  const [seq, posted] = [await lastSeq(), calls('chat.postMessage')];
  const answers = await Promise.all(
    ports.map((port, index) => {
      const payload = {
        type: 'view_submission',
        team: { id: slack.teamId },
        user: { id: user.id, team_id: slack.teamId },
        api_app_id: slack.appId,
        trigger_id: `9.9.${index}`,
        view: { ...view, id: `V0WINDOW${index}` },
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...slack.sign(body) };
      return carried(port, '/slack/events', headers, body);
    }),
  );
  await office.settled();
  expect(answers.map(({ status, text }) => [status, JSON.parse(text).view.callback_id])).toEqual([
    [200, 'last'],
    [200, 'last'],
  ]);
  expect(await store.referral.count()).toBe(before + 1);
  expect(await toldSince(seq, posted)).toEqual({ receipts: 1, arrivals: 3 });
  expect(await store.deadLetter.count()).toBe(0);
  expect(slack.violations).toEqual([]);
});
