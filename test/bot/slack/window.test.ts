import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendReferral } from '../../../core/referral/send.ts';
import type { SlackPerson } from '../../support/slack-fake.ts';
import { aSlackStage, type SlackStage } from './window-stage.ts';

/** Nothing of it may stand in anything that the app sends to Slack. */
const secrets = {
  where: 'Rruga e Sekretit 7',
  what: 'Punon natën në treg, e pashë vetë',
  contact: '+383 44 000 111',
  child: 'Agron Provuesi',
  sister: 'Agime Provuesi',
  suspect: 'Faton Dyshuari',
} as const;

let stage: SlackStage;
beforeAll(async () => {
  stage = await aSlackStage();
}, 60_000);
afterAll(async () => {
  const sent = stage.fake.log
    .map(({ path, body }) => `${path} ${decodeURIComponent(body.replaceAll('+', ' '))}`)
    .join('\n');
  // The search itself finds what does stand there.
  expect(sent).toContain('Emri i fëmijës: u ruajt ✓');
  for (const secret of Object.values(secrets)) expect(sent).not.toContain(secret);
  expect(stage.fake.violations).toEqual([]);
  expect(stage.logged.filter((line) => line.includes('dead letter') || line.includes('not drawn'))).toEqual([]);
  await stage.end();
}, 60_000);

const title = (person: SlackPerson) => stage.fake && person.reads(person.modal()).split('\n')[0];
const draftsOf = (persona: string) =>
  stage.world.store.draft.findMany({
    where: { personId: stage.world.as(persona).personId },
    orderBy: { startedAt: 'desc' },
  });
const referralsOf = (persona: string) =>
  stage.world.store.referral.findMany({
    where: { reporterId: stage.world.as(persona).personId },
    include: { cases: true, documents: true },
    orderBy: { referredAt: 'desc' },
  });

async function begins(person: SlackPerson): Promise<void> {
  await person.slash('refer');
  await person.sees(() => person.modal());
}

async function firstPage(person: SlackPerson, danger: 'yes' | 'no' = 'no'): Promise<void> {
  await begins(person);
  await person.fills('danger', danger);
  await person.fills('where', secrets.where);
  await person.fills('what', secrets.what);
  await person.fills('contact', secrets.contact);
}

/** Through pages on which nothing has to be said. */
async function goesOnTo(person: SlackPerson, words: string): Promise<void> {
  for (let page = 0; page < 10 && !person.reads(person.modal()).startsWith(words); page += 1) {
    expect(await stage.submits(person)).toBe('next');
  }
  expect(title(person)).toContain(words);
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('a report with two children, categories and a file goes from page to page to its summary, and is sent', async () => {
  const teacher = await stage.link('teacher');
  await firstPage(teacher);
  expect(await stage.submits(teacher)).toBe('next');
  expect(title(teacher)).toBe('2/7 · Kur');
  expect(await stage.submits(teacher)).toBe('next');

  await teacher.fills('childName', secrets.child);
  await teacher.fills('childBirth', '2015');
  await teacher.fills('another', 'yes');
  await teacher.sees(() => teacher.reads(teacher.modal()).includes('2. Si quhet fëmija?'));
  await teacher.fills('childName-2', secrets.sister);
  expect(await stage.submits(teacher)).toEqual({ errors: { childBirth: expect.stringContaining('datë') } });
  await teacher.fills('childBirth', '30.04.2015');
  expect(await stage.submits(teacher)).toBe('next');

  await teacher.fills('categories', ['KEQ', 'NEG']);
  await teacher.sees(() => teacher.modal()?.blocks.some(({ block_id: id }) => id === 'categoriesKEQ'));
  await teacher.fills('categoriesKEQ', ['KEQ-pune']);
  expect(await stage.submits(teacher)).toBe('next');
  await goesOnTo(teacher, '6/7');
  await teacher.fills('suspectWorksHere', 'yes');
  await teacher.sees(() => teacher.modal()?.blocks.some(({ block_id: id }) => id === 'suspectName'));
  await teacher.fills('suspectName', secrets.suspect);
  expect(await stage.submits(teacher)).toBe('next');

  expect(teacher.reads(teacher.modal())).toContain('Slack e mban kopjen e vet');
  teacher.attaches('documents', [{ name: 'foto.png', mimetype: 'image/png', bytes: new Uint8Array(png) }]);
  expect(await stage.submits(teacher)).toBe('next');

  const summary = teacher.reads(teacher.modal());
  expect(summary).toContain('6. Emri i fëmijës: u ruajt ✓');
  expect(summary).toContain('Keqtrajtim');
  expect(await stage.submits(teacher)).toBe('next');
  expect(teacher.modal()?.['submit']).toBeNull();
  await stage.settled();
  expect(teacher.lastMessage()?.text).toContain('Faleminderit. Raporti juaj u dërgua.');
  const [referral] = await referralsOf('teacher');
  expect(referral?.cases).toHaveLength(2);
  expect(referral?.documents).toHaveLength(1);
}, 60_000);

test('danger sends after the first page, and the window asks for the rest', async () => {
  const doctor = await stage.link('doctor', 'sr-RS');
  await firstPage(doctor, 'yes');
  expect(await stage.submits(doctor)).toBe('next');
  await stage.settled();
  expect(doctor.chat().some(({ text }) => text.includes('je odmah poslata'))).toBe(true);
  const [referral] = await referralsOf('doctor');
  expect(referral?.danger).toBe(true);

  expect(title(doctor)).toBe('1/5 · Dete');
  await doctor.fills('childName', secrets.child);
  await goesOnTo(doctor, 'Proveri i pošalji');
  expect(await stage.submits(doctor)).toBe('next');
  await stage.settled();
  expect(doctor.lastMessage()?.text).toContain('Dodato');
}, 60_000);

test('a closed window is a draft that is taken up where it was left, with what stood in it', async () => {
  const person = await stage.link('member-4.1.4');
  await firstPage(person);
  expect(await stage.submits(person)).toBe('next');
  await goesOnTo(person, '3/7');
  await person.fills('childName', secrets.child);
  await person.closes();
  await stage.settled();
  expect(person.modal()).toBeNull();
  expect(person.lastMessage()?.text).toContain('draft');
  await person.taps(/Vazhdo/);
  await person.sees(() => person.modal());
  expect(title(person)).toBe('3/7 · Fëmija');
  expect(person.reads(person.modal())).toContain('U ruajt ✓. Lëreni bosh');

  // Left empty, the name that is stored stays.
  await goesOnTo(person, 'Kontrollo dhe dërgo');
  await person.tapsInModal('Ndrysho');
  await person.sees(() => title(person) === '1/7 · Ju');
  await person.tapsInModal('Kthehu');
  await person.sees(() => title(person) === 'Kontrollo dhe dërgo');
  expect(await stage.submits(person)).toBe('next');
  await stage.settled();
  const [referral] = await referralsOf('member-4.1.4');
  expect(referral?.cases).toHaveLength(1);
  const child = await stage.world.store.nameToken.count({ where: { subjectType: 'child' } });
  expect(child).toBeGreaterThan(0);
}, 60_000);

test('Back goes a page back, and Discard asks before it throws away', async () => {
  const person = await stage.link('member-4.1.5');
  await firstPage(person);
  await stage.submits(person);
  await person.tapsInModal('Kthehu');
  await person.sees(() => title(person) === '1/7 · Ju');
  await goesOnTo(person, 'Kontrollo dhe dërgo');
  await person.tapsInModal('Hidhe draftin', { agrees: false });
  expect(title(person)).toBe('Kontrollo dhe dërgo');
  await person.tapsInModal('Hidhe draftin');
  await person.sees(() => person.modal()?.['submit'] === null);
  await stage.settled();
  expect((await draftsOf('member-4.1.5'))[0]?.discardedAt).not.toBeNull();
  await person.closes();
}, 60_000);

test('a page and a summary that are sent twice do nothing twice', async () => {
  const person = await stage.link('member-4.1.6');
  await firstPage(person);
  await stage.submits(person);
  await stage.fake.redeliver({ times: 3 });
  await goesOnTo(person, 'Kontrollo dhe dërgo');
  expect(await stage.submits(person)).toBe('next');
  await stage.fake.redeliver({ times: 3 });
  await stage.settled();
  expect(await referralsOf('member-4.1.6')).toHaveLength(1);
  expect(person.chat().filter(({ text }) => text.includes('Referenca:'))).toHaveLength(1);
}, 60_000);

test('a report that was sent elsewhere meanwhile is not sent again: the window says when, the chat has the receipt', async () => {
  const persona = 'member-4.1.8';
  const person = await stage.link(persona);
  await firstPage(person);
  await goesOnTo(person, 'Kontrollo dhe dërgo');
  const [draft] = await draftsOf(persona);
  const elsewhere = stage.world.as(persona);
  await elsewhere.does(sendReferral, { draftId: draft?.id, accountId: elsewhere.accountId });
  expect(await stage.submits(person)).toBe('next');
  expect(person.reads(person.modal())).toContain('Kjo është dërguar tashmë: e hënë, 23 nëntor 2026');
  expect(person.modal()?.['submit']).toBeNull();
  await stage.settled();
  expect(person.lastMessage()?.text).toContain('Referenca:');
  expect(await referralsOf(persona)).toHaveLength(1);
  await person.closes();
}, 60_000);
