import { Redis } from 'ioredis';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { realClock } from '../../core/clock.ts';
import { type KillableHouse, startHouse } from '../support/killable-house.ts';
import { aSlackOffice, type Slacking, type SlackOffice } from '../support/slack-office.ts';
import { type Chatting, until } from '../support/telegram-office.ts';
import { markOf, type Outside, planted, searchOutside } from './planted.ts';

let office: SlackOffice;
let house: KillableHouse;
let outside: Outside;
let teacher: Chatting;
let nurse: Slacking;

beforeAll(async () => {
  office = await aSlackOffice();
  house = await startHouse({ settings: { ...office.settings, TRY_OUT: '1', LOG_LEVEL: 'trace' } });
  office.slack.deliverTo(`${house.address}/slack/events`);
  teacher = await office.link('teacher');
  nurse = await office.linkSlack('doctor');
  outside = {
    office,
    house,
    redis: inject('redis') ? new Redis(inject('redis')) : undefined,
    urls: [],
    problems: [],
    metrics: async () => (await fetch(`${house.address}/metrics`)).text(),
  };
});
afterAll(async () => {
  outside?.redis?.disconnect();
  await house?.kill();
  await office?.end();
});

/** Asks the house, and notes the address and what was refused. */
async function ask(path: string, asking: RequestInit = {}): Promise<Response> {
  outside.urls.push(path);
  return fetch(house.address + path, asking);
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

async function says(persona: string, text: string): Promise<void> {
  expect((await ask(`/try/chats/${persona}`, json({ text }))).status).toBe(200);
}

/** In the try-out's chat: the newest unused button whose act begins so. */
async function taps(persona: string, act: string): Promise<void> {
  const account = await office.store.channelAccount.findFirstOrThrow({
    where: { channel: 'web', person: { id: await personOf(persona) } },
  });
  const button = await office.store.button.findFirst({
    where: { act: { startsWith: act }, usedAt: null, message: { accountId: account.id } },
    orderBy: [{ message: { seq: 'desc' } }, { position: 'asc' }],
  });
  if (!button) throw new Error(`${persona} has no button ${act}`);
  expect((await ask(`/try/chats/${persona}`, json({ button: button.id }))).status).toBe(200);
}

let people: Readonly<Record<string, string>> | undefined;
async function personOf(persona: string): Promise<string> {
  people ??= Object.fromEntries(
    (await (await ask('/try/state')).json()).personas.map((one: { id: string; personId: string }) => [
      one.id,
      one.personId,
    ]),
  );
  return people?.[persona] ?? '';
}

test('the search finds what is leaked on purpose in each kind of place', async () => {
  const { child, contact, story, suspect } = planted;
  const queue = outside.redis ? null : 'bullmq.scratch';
  await office.pool.query('CREATE TABLE scratch (words text, packed bytea)');
  await office.pool.query('INSERT INTO scratch VALUES ($1, $2)', [child, Buffer.from(`…${contact}…`)]);
  if (queue) {
    await office.pool.query(`CREATE TABLE ${queue} (data jsonb)`);
    await office.pool.query(`INSERT INTO ${queue} VALUES ($1)`, [JSON.stringify({ child })]);
  } else await outside.redis?.hset('scratch', 'child', child);
  await house.print(`{"msg":"${story}"}`);
  const bot = `${office.telegram.url}/bot${office.telegram.token}`;
  await fetch(`${bot}/getMe?name=${encodeURIComponent(suspect)}`, {
    ...json({ text: contact }),
    headers: { 'Content-Type': 'application/json', 'X-Scratch': Buffer.from(suspect).toString('base64') },
  });
  await fetch(`${office.slack.url}views.open`, {
    method: 'POST',
    body: new URLSearchParams({ view: `{"x":"${child}"}` }),
  });
  const leaky: Outside = {
    ...outside,
    urls: [`/cases?name=${encodeURIComponent(child)}`],
    problems: [JSON.stringify({ detail: suspect })],
    metrics: async () => `tryeza_cases{child="${child}"} 1`,
  };
  await until(
    () => house.output().includes(story),
    () => 'nothing was printed',
  );
  const found = new Set((await searchOutside(leaky)).leaks.map(({ place }) => place));
  expect([...found].toSorted()).toEqual(
    [
      'public.scratch.words',
      'public.scratch.packed',
      queue ? 'bullmq.scratch.data' : 'redis hash',
      ...(queue ? [] : ['redis dump scratch']),
      'log',
      'metrics',
      'address',
      'problem',
      'telegram getMe path',
      'telegram getMe headers',
      'telegram getMe body',
      'slack views.open body',
    ].toSorted(),
  );
  await office.pool.query('DROP TABLE scratch');
  if (queue) await office.pool.query(`DROP TABLE ${queue}`);
  await outside.redis?.del('scratch');
});

test('and nothing else, after reports in Telegram, in Slack and in the try-out went all the way to a home visit', async () => {
  const since = markOf(outside);
  await reportInTelegram();
  await reportInSlack();
  await reportInTryOut();
  await takeOver();
  await askAndAnswer();
  await hostile();
  await office.settled();

  expect(await office.store.case.count()).toBe(4);
  expect(await office.store.filedForm.count()).toBe(2);
  expect(await office.store.question.count({ where: { answeredAt: { not: null } } })).toBe(1);
  expect(await office.store.document.count()).toBe(2);
  expect(await office.store.message.findMany({ where: { reason: 'text-fault' }, select: { template: true } })).toEqual(
    [],
  );
  expect(outside.problems.length).toBeGreaterThan(8);
  const search = await searchOutside(outside, since);
  expect(search.leaks).toEqual([]);
  expect(search.places).toBeGreaterThan(1000);
});

/** The whole form, with a suspect and a picture. */
async function reportInTelegram(): Promise<void> {
  await teacher.says('/refer');
  await teacher.taps('choose:no');
  await teacher.says(planted.address);
  await teacher.says(planted.story);
  teacher.phone.editLast(`${planted.story}!`);
  await office.settled();
  await teacher.says(planted.contact);
  await teacher.says(planted.child);
  await teacher.says('now');
  await teacher.says(planted.child);
  await teacher.says('2015-04-30');
  await teacher.taps('choose:girl');
  await teacher.taps('choose:yes');
  await teacher.says(planted.sibling);
  for (let n = 0; n < 3; n += 1) await teacher.taps(n < 2 ? 'skip' : 'choose:no');
  for (let n = 0; n < 4; n += 1) await teacher.taps('skip');
  await teacher.taps('choose:yes');
  await teacher.says(planted.suspect);
  await teacher.says(planted.workplace);
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#777777' } })
    .withExif({ IFD0: { ImageDescription: planted.sibling } })
    .jpeg()
    .toBuffer();
  teacher.phone.sendDocument(picture, planted.file, 'image/jpeg');
  await office.settled();
  await teacher.taps('done');
  await teacher.taps('send');
  // Where no question is open, and in the place of a code.
  await teacher.says(planted.child);
  await teacher.says(`/start ${planted.child}`);
  await teacher.says('/status');
}

/** The whole form in windows, one of which is closed and opened again, with a file; and words in the wrong place. */
async function reportInSlack(): Promise<void> {
  await nurse.slash('refer');
  await nurse.fillsPage({ danger: 'no', where: planted.address, what: planted.story });
  await nurse.user.fills('contact', planted.contact);
  await nurse.submits();
  await nurse.closes();
  await nurse.taps('resume-draft');
  await nurse.fillsPage({ identifiedAt: String(Math.floor(realClock.now().getTime() / 60_000) * 60) });
  await nurse.submits();
  await nurse.fillsPage({ childName: planted.child, childBirth: '2014-02-03', childSex: 'boy', another: 'no' });
  for (const page of ['child', 'category', 'labour']) expect(await nurse.submits(), page).toBe('next');
  await nurse.fillsPage({ suspectWorksHere: 'yes', suspectName: planted.suspect, suspectPlace: planted.workplace });
  await nurse.submits();
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#333333' } })
    .jpeg()
    .toBuffer();
  nurse.user.attaches('documents', [{ name: planted.file, mimetype: 'image/jpeg', bytes: picture }]);
  await nurse.fillsIn({});
  await nurse.user.says(planted.child);
  await office.settled();
  await nurse.slash(`start ${planted.child}`);
  await nurse.slash(planted.child);
  await nurse.user.opensHome();
  await office.settled();
}

/** In danger. */
async function reportInTryOut(): Promise<void> {
  await says('doctor', '/refer');
  await taps('doctor', 'choose:yes');
  for (const text of [planted.address, planted.story, planted.contact]) await says('doctor', text);
}

async function takeOver(): Promise<void> {
  await taps('head', 'assign');
  await taps('head', `assign:${await personOf('manager-1')}`);
  await taps('manager-1', 'see-whom');
  await taps('manager-1', 'accept');
  await taps('manager-1', 'initial-assessment');
  await says('manager-1', 'now');
  for (const act of ['choose:none', 'choose:high', 'choose:street', 'done', 'choose:environment', 'done']) {
    await taps('manager-1', act);
  }
  await says('manager-1', planted.workplace);
  await taps('manager-1', 'skip');
  await says('manager-1', planted.assessment);
  await taps('manager-1', 'send');
  await says('manager-1', '/cases');
  await taps('manager-1', 'case:');
  await taps('manager-1', 'home-visit');
  await says('manager-1', 'now');
  await taps('manager-1', 'choose:child');
  await taps('manager-1', 'done');
  await says('manager-1', planted.visit);
  await says('manager-1', planted.assessment);
  await taps('manager-1', 'send');
  await says('manager-1', '/deadlines');
  for (const persona of ['head', 'manager-1']) await ask(`/try/view?show=${persona}`);
  expect((await ask('/try/clock', json({ advance: 'P2D' }))).status).toBe(200);
}

/** The head's question to whoever reported in Telegram, and what is behind the link. */
async function askAndAnswer(): Promise<void> {
  const { id } = await office.store.case.findFirstOrThrow({ where: { referral: { reporterId: teacher.personId } } });
  const arrival = await office.store.message.findFirstOrThrow({
    where: { caseId: id, template: 'referral-arrived', personId: await personOf('head') },
    include: { buttons: true },
  });
  const more = arrival.buttons.find(({ act }) => act === 'more');
  expect((await ask('/try/chats/head', json({ button: more?.id }))).status).toBe(200);
  await taps('head', 'ask-reporter');
  await says('head', planted.question);
  await office.settled();
  await teacher.taps('answer');
  await teacher.says(planted.answer);
  await taps('head', 'read-answer');
  const { messages } = await (await ask('/try/chats/head')).json();
  const link = /\/l\/\S+/.exec(messages.at(-1).text)?.[0] ?? '';
  expect((await ask(link)).status).toBe(200);
  const page = await (await ask(link, { method: 'POST' })).text();
  expect(page).toContain(planted.answer);
}

/** What is refused, and what breaks: by the house, by the store, by the platform. */
async function hostile(): Promise<void> {
  const { personas } = await (await ask('/try/state')).json();
  const { token } = personas.find(({ id }: { id: string }) => id === 'head');
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const { number } = await office.store.case.findFirstOrThrow();
  const name = encodeURIComponent(planted.child);
  const refused: readonly [path: string, asking: RequestInit][] = [
    ['/try/chats/teacher', json(`{"text":"${planted.story}`)],
    ['/try/chats/teacher', json({ text: planted.story, [planted.child]: planted.child })],
    [`/try/chats/${name}`, json({ text: planted.story })],
    ['/try/clock', json({ advance: planted.child })],
    [`/${name}`, {}],
    [`/l/${name}`, { method: 'POST' }],
    [`/api/v1/cases?name=${name}`, { headers: { Authorization: `Bearer ${name}` } }],
    [`/api/v1/cases/${name}`, { headers }],
    [`/api/v1/cases?limit=${name}`, { headers }],
    [
      `/api/v1/cases/${number}/assignment`,
      { method: 'POST', headers, body: JSON.stringify({ managerId: planted.child }) },
    ],
    ['/api/v1/facts', { method: 'POST', headers, body: JSON.stringify({ kind: planted.child }) }],
  ];
  for (const [path, asking] of refused) {
    // Not by `ask`: these addresses are the asker's.
    const answer = await fetch(house.address + path, asking);
    outside.problems.push(`${JSON.stringify([...answer.headers])}\n${await answer.text()}`);
    expect(answer.status, path.replace(name, '…')).toBeGreaterThanOrEqual(400);
    expect(answer.status, path.replace(name, '…')).toBeLessThan(500);
  }
  await office.pool.query("ALTER TABLE draft ADD CONSTRAINT never CHECK (touched_at < '2000-01-01') NOT VALID");
  const broken = await fetch(`${house.address}/try/chats/doctor`, json({ text: planted.child }));
  expect(broken.status).toBe(500);
  outside.problems.push(await broken.text());
  teacher.phone.command('refer');
  await until(
    () => house.output().includes('an update failed'),
    () => 'nothing was logged of what failed',
  );
  await office.pool.query('ALTER TABLE draft DROP CONSTRAINT never');
  await office.settled();
  await says('doctor', planted.sibling);
  office.telegram.failNext('sendMessage', { status: 400, description: `Bad Request: ${planted.story}` });
  await teacher.says('/help');
}
