import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { realClock } from '../../core/clock.ts';
import { readConfig } from '../../core/config.ts';
import { type Locale, ownName } from '../../core/wording.ts';
import { startTryeza, type Tryeza } from '../../main.ts';
import { aSlackOffice, type Slacking, type SlackOffice } from '../support/slack-office.ts';

vi.setConfig({ testTimeout: 90_000 });

let office: SlackOffice;
let house: Tryeza;
let dataDir: string;
let people: Record<'teacher' | 'intake' | 'head' | 'manager-1', Slacking>;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tryeza-slack-journey-'));
  office = await aSlackOffice();
  house = await startTryeza({
    config: readConfig({ ...office.settings, LOG_LEVEL: 'silent' }),
    dataDir,
    say: () => undefined,
  });
  office.slack.deliverTo(`${house.address}/slack/events`);
  people = {
    teacher: await office.linkSlack('teacher'),
    intake: await office.linkSlack('intake'),
    head: await office.linkSlack('head'),
    'manager-1': await office.linkSlack('manager-1'),
  };
});
afterAll(async () => {
  await house?.stop();
  await office?.end();
  await rm(dataDir, { recursive: true, force: true });
});

const shown = ({ user }: Slacking): string => JSON.stringify(user.chat());
const lastOf = ({ user }: Slacking): string => user.lastMessage()?.text ?? '';
const templates = async ({ personId }: Slacking): Promise<string[]> =>
  (await office.store.message.findMany({ where: { personId, kind: 'send' }, orderBy: { seq: 'asc' } })).map(
    ({ template }) => template,
  );
const newestCase = () =>
  office.store.case.findFirstOrThrow({ orderBy: { number: 'desc' }, include: { referral: true } });
const outcomes = async (caseId: string) => {
  const rows = await office.store.obligation.findMany({ where: { caseId } });
  return Object.fromEntries(rows.map(({ rule, outcome }) => [rule, outcome]));
};

/** What the picker offers: to the minute. */
const now = () => String(Math.floor(realClock.now().getTime() / 60_000) * 60);

const languages = ['sq', 'sr-Latn', 'en'] as const satisfies readonly Locale[];

describe.each(languages)('in %s', (locale) => {
  test('the language is chosen by its own name', async () => {
    for (const somebody of Object.values(people)) {
      await somebody.slash('language');
      expect(somebody.user.buttons().map(({ label }) => label)).toContain(ownName[locale]);
      await somebody.taps(`language:${locale}`);
    }
    const chosen = await office.store.person.findMany({
      where: { id: { in: Object.values(people).map(({ personId }) => personId) } },
    });
    expect(new Set(chosen.map((person) => person.locale))).toEqual(new Set([locale]));
  });

  test('a child in danger goes from the teacher’s window to the manager’s, and every limit is met', async () => {
    const { teacher, intake, head, 'manager-1': manager } = people;
    await teacher.slash('refer');
    expect(teacher.user.modal()).not.toBeNull();
    const left = await teacher.fillsPage({
      danger: 'yes',
      where: `Rruga e Liqenit 14 ${locale}`,
      what: `Rrihet çdo natë ${locale}`,
      contact: '044 555 121',
    });
    expect(left).toEqual({});
    await teacher.submits();
    expect(await templates(teacher)).toContain('referral-receipt');
    expect(shown(teacher)).toContain('192');
    const found = await newestCase();
    expect(found).toMatchObject({ danger: true });
    await teacher.fillsIn({
      childName: `Erblina Dëshmuese ${locale}`,
      childBirth: '2015-11-03',
      childSex: 'girl',
      another: 'no',
    });

    await intake.taps('i-have-it');
    expect((await outcomes(found.id))['danger-confirmed-10m']).toBe('met');
    expect(lastOf(teacher)).toContain(found.referral.reference);

    await head.taps('assign');
    await head.taps(`assign:${manager.personId}`);
    expect((await templates(manager)).filter((template) => template !== 'reminder').at(-1)).toBe('case-assigned');

    await manager.taps('see-whom');
    const link = /http:\/\/[^\s>|]+\/l\/[\w-]{22}/.exec(lastOf(manager))?.[0] ?? '';
    const opened = await fetch(link, { method: 'POST' });
    expect(await opened.text()).toContain(`Erblina Dëshmuese ${locale}`);

    await manager.taps('accept');
    await manager.taps('initial-assessment');
    await manager.fillsIn({
      madeAt: now(),
      worstForm: 'none',
      risk: 'high',
      sectors: ['street'],
      hazards: ['hours'],
      place: 'Sheshi Zahir',
      hoursAWeek: '48',
      summary: 'lodhet shumë dhe ka frikë',
    });
    await manager.taps('immediate-action');
    await manager.fillsIn({
      actedAt: now(),
      what: 'u dërgua te tezja',
      byWhom: 'policia bashkë me mua',
      where: 'relatives',
      policeTold: 'yes',
      courtTold: 'not-needed',
    });
    await manager.taps('more');
    await manager.taps('home-visit');
    await manager.fillsIn({ visitedAt: now(), seen: ['child'], summary: 'nëna ishte në shtëpi' });
    await manager.taps('more');
    await manager.taps('comprehensive-assessment');
    await manager.fillsIn({
      madeAt: now(),
      safety: 'jo e sigurt',
      essentialNeeds: 'ka ushqim',
      education: 'mungon në shkollë',
      familyCare: 'tezja kujdeset',
      socialInclusion: 'ka shoqe',
      risk: 'low',
    });
    await manager.taps('more');
    await manager.taps('register');
    await manager.fillsIn({
      metAt: now(),
      childInformed: 'yes',
      familyInformed: 'yes',
      consent: 'given',
      parentalCare: 'both-parents',
      knownBefore: 'no',
      reason: 'rrihet në shtëpi',
    });

    expect(await outcomes(found.id)).toMatchObject({
      'danger-confirmed-10m': 'met',
      'case-manager-24h': 'met',
      'initial-assessment-2h': 'met',
      'high-risk-immediate-action': 'met',
      'home-visit-7d': 'met',
      'comprehensive-assessment-7d': 'met',
    });

    // The office asks the reporter something; question and answer are typed in windows and read on a page.
    await head.slash('cases');
    await head.taps(`case:${found.number}`);
    await head.taps('ask-reporter');
    await head.fills({ text: 'a ka vëllezër më të vegjël' });
    await head.submits();
    await teacher.taps('answer');
    await teacher.fills({ text: 'një motër pesëvjeçare' });
    await teacher.submits();
    expect(await office.store.question.count({ where: { answeredAt: { not: null } } })).toBeGreaterThan(0);
  });

  test('a report without danger is checked and sent, and shows no more than neutral states', async () => {
    const { teacher, intake } = people;
    await teacher.user.shortcut();
    await office.settled();
    await teacher.fillsIn({
      danger: 'no',
      where: `Shkolla e Parkut ${locale}`,
      what: `Vjen e uritur ${locale}`,
      identifiedAt: now(),
    });
    const { referral, danger, number } = await newestCase();
    expect(danger).toBe(false);
    await intake.taps('i-have-it');
    await teacher.slash('status');
    expect(lastOf(teacher)).toContain(referral.reference);
    expect(shown(teacher)).not.toContain(number);
  });

  test('every command is answered, and the desk shows where everybody stands', async () => {
    const commands = ['cases', 'deadlines', 'why', 'status', 'settings', 'help', 'meetings', 'report', 'actions'];
    for (const somebody of [people.head, people.teacher]) {
      for (const command of commands) {
        const before = somebody.user.chat().length;
        await somebody.slash(command);
        expect(somebody.user.chat().length, command).toBeGreaterThan(before);
      }
      await somebody.user.opensHome();
      await office.settled();
      expect(somebody.user.home()?.blocks.length).toBeGreaterThan(3);
    }
    expect(people.head.user.reads(people.head.user.home())).toContain((await newestCase()).number);
    await people.head.user.opensHome('messages');
  });
});

test('a report begun in Telegram is sent from Slack, once; Telegram shows that it was answered elsewhere', async () => {
  const { teacher } = people;
  const phone = await office.link('teacher');
  await phone.says('/refer');
  await phone.taps('choose:no');
  await phone.says('Rruga e Dardhës 2');
  const before = await office.store.referral.count();

  await teacher.slash('refer');
  await teacher.taps('resume-draft');
  const asked = phone.phone.chat().findLast(({ text }) => text.includes('Answered in Slack'));
  expect(asked).toMatchObject({ buttons: [] });
  await teacher.fillsIn({ what: 'Vjen pa ngrënë', identifiedAt: now() });
  expect(await office.store.referral.count()).toBe(before + 1);

  await phone.says('Rruga tjetër 5');
  expect(await office.store.referral.count()).toBe(before + 1);
  expect(
    await office.store.draft.count({ where: { personId: teacher.personId, sentAt: null, discardedAt: null } }),
  ).toBe(0);
});

test('a window that is sent after the draft was sent from Telegram changes nothing and says so', async () => {
  const phone = await office.link('doctor');
  const slack = await office.linkSlack('doctor');
  await slack.slash('refer');
  await slack.fillsPage({ danger: 'no', where: 'Spitali, kati 3', what: 'Thyerje e krahut' });
  await slack.submits();
  await phone.says('/refer');
  await phone.taps('resume-draft');
  await phone.says('now');
  await phone.taps('summary');
  await phone.taps('send');
  const count = await office.store.referral.count();
  await slack.fillsPage({ identifiedAt: now() });
  const answer = await slack.submits();
  expect(answer).toBe('next');
  expect(slack.user.modal()?.['submit']).toBeNull();
  expect(await office.store.referral.count()).toBe(count);
  await slack.closes();
});

test('nothing that was told of a person stands in anything that went to Slack, and nobody saw anything broken', () => {
  const sent = office.slack.log.map(
    ({ path: where, body }) => `${where} ${decodeURIComponent(body.replaceAll('+', ' '))}`,
  );
  expect(sent.some((one) => one.includes('views.'))).toBe(true);
  for (const one of sent) {
    expect(one).not.toMatch(
      /Erblina|Dëshmuese|Liqenit|Rrihet|044 555 121|2015-11-03|Parkut|Zahir|lodhet shumë|tezja|nëna ishte|shoqe|pesëvjeçare|vëllezër|Dardhës|Thyerje/,
    );
  }
  expect(office.slack.violations).toEqual([]);
});
