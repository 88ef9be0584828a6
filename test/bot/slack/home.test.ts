import { afterAll, beforeAll, expect, test } from 'vitest';
import { accept } from '../../../core/case/accept.ts';
import { beginDraft } from '../../../core/draft/begin.ts';
import { chooseLanguage } from '../../../core/person/settings.ts';
import { anAssigned, aReport } from '../../core/case/a-report.ts';
import type { SlackPerson } from '../../support/slack-fake.ts';
import { aSlackStage, type SlackStage } from './window-stage.ts';

let stage: SlackStage;
let manager: SlackPerson;
beforeAll(async () => {
  stage = await aSlackStage();
  manager = await stage.link('manager-1');
}, 60_000);
afterAll(async () => {
  expect(stage.fake.violations).toEqual([]);
  await stage.end();
}, 60_000);

const home = (person: SlackPerson): string => person.reads(person.home());
const published = () => stage.fake.log.filter(({ path }) => path.endsWith('views.publish')).length;
const looks = async (person: SlackPerson) => {
  await person.opensHome();
  await stage.settled();
  await person.sees(() => person.home());
};

test('shows nobody a home who never looked at it', async () => {
  await manager.slash('help');
  await stage.settled();
  expect(manager.home()).toBeNull();
});

test('begins with the numbers to call and a new report, and says that nothing waits', async () => {
  await looks(manager);
  expect(home(manager)).toContain('Policia 192');
  expect(home(manager)).toContain('Raport i ri');
  expect(home(manager)).toContain('Tani nuk ju pret asgjë.');
  const texts = JSON.stringify(manager.home()?.blocks);
  expect(texts.indexOf('192')).toBeLessThan(texts.indexOf('Raport i ri'));
});

test('is drawn anew when somebody else gives work, with the limit and the button that fulfils it', async () => {
  const { caseId, number } = await anAssigned(stage.world);
  await manager.sees(() => home(manager).includes(number));
  expect(home(manager)).toContain('Rastet tuaja');
  await stage.world.as('manager-1').does(accept, { caseId });
  await stage.settled();
  await manager.sees(() => home(manager).includes('Shëno vlerësimin fillestar'));
  await manager.opensHome();
  await manager.taps(/Shëno vlerësimin fillestar/);
  await manager.sees(() => manager.modal());
  expect(manager.modal()?.['callback_id']).toBe('form');
  await manager.closes();
  await stage.settled();
  expect(home(manager)).toContain(`rasti ${number}`);
  await manager.opensHome();
  await manager.taps('Vazhdo');
  await manager.sees(() => manager.modal());
  await manager.closes();
  await stage.settled();
});

test('what is overdue is said in words', async () => {
  const { number } = await anAssigned(stage.world);
  await stage.settled();
  await stage.world.advance('P3D');
  await stage.settled();
  await looks(manager);
  expect(home(manager)).toMatch(new RegExp(`ME VONESË – ${number}`));
});

test('the language is changed by a button, and the home speaks it', async () => {
  await looks(manager);
  await manager.taps('English');
  await stage.settled();
  await manager.sees(() => home(manager).includes('Your desk in Tryeza'));
  await manager.opensHome();
  await manager.taps('Shqip');
  await stage.settled();
  await manager.sees(() => home(manager).includes('Gjuha: Shqip'));
});

test('drawing it again and again adds no button and no second row', async () => {
  const { personId } = stage.world.as('manager-1');
  const rows = { personId, message: { kind: 'desk' } };
  await looks(manager);
  const before = await stage.world.store.button.findMany({ where: rows, select: { id: true } });
  for (let time = 0; time < 3; time += 1) await looks(manager);
  const after = await stage.world.store.button.findMany({ where: rows, select: { id: true } });
  expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
  expect(await stage.world.store.message.count({ where: { personId, kind: 'desk', field: 'home' } })).toBe(1);
});

test('a long list ends with how many more there are, and where they are', async () => {
  const teacher = await stage.link('teacher');
  for (let n = 0; n < 10; n += 1) await stage.world.as('teacher').does(beginDraft, { form: 'e-1' });
  await looks(teacher);
  expect(home(teacher)).toContain('… edhe 2 të tjera. E gjithë lista: /tryeza status');
});

test('a reporter sees the own reports by reference and in neutral words, and no case', async () => {
  const doctor = await stage.link('doctor');
  const { number } = await aReport(stage.world, { by: 'doctor', childName: 'Planted Planteshi' });
  await stage.settled();
  await looks(doctor);
  expect(home(doctor)).toMatch(/[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}/);
  expect(home(doctor)).not.toContain(number);
  expect(JSON.stringify(stage.fake.log)).not.toContain('Planteshi');
});

test('a home that cannot be drawn is an ornament that is missing: messages go on', async () => {
  const person = await stage.link('intake');
  await looks(person);
  const count = published();
  stage.fake.fail('views.publish', { error: 'not_enabled', times: 50 });
  await person.slash('help');
  await stage.settled();
  expect(published()).toBeGreaterThan(count);
  expect(person.lastMessage()?.text).toContain('Çfarë mund të shkruani');
  const account = await stage.world.store.channelAccount.findFirst({
    where: { personId: stage.world.as('intake').personId, channel: 'slack' },
  });
  expect(account?.deadAt).toBeNull();
  await stage.world.as('intake').does(chooseLanguage, { locale: 'en' });
  await stage.settled();
});
