import { afterAll, beforeAll, expect, test } from 'vitest';
import { exclude } from '../../../core/case/exclude.ts';
import { beginDraft } from '../../../core/draft/begin.ts';
import { supplementReferral } from '../../../core/referral/supplement.ts';
import { aReport } from '../../core/case/a-report.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

const acts = async (somebody: Somebody) => (await somebody.last()).buttons.map(({ act }) => act);
const linesOf = async (somebody: Somebody): Promise<string[]> => {
  const { lines } = (await somebody.last()).params as { lines?: { text: string }[] };
  return (lines ?? []).map(({ text }) => text);
};

test.each(['intake', 'head', 'stand-in'])('%s reads an arrived report behind a link', async (who) => {
  const { number } = await aReport(world, { childName: 'Era Shembulli' });
  const somebody = world.as(who);
  expect(await acts(somebody)).toEqual(['i-have-it', 'assign', 'read-report', 'see-whom', 'more']);
  await somebody.taps('read-report');
  const { template, params } = await somebody.last();
  expect([template, params['case'], Object.keys(params).toSorted()]).toEqual(['report-page', number, ['case', 'link']]);
  const link = await world.store.secureLink.findUniqueOrThrow({ where: { id: String(params['link']) } });
  expect(link).toMatchObject({ personId: somebody.personId, purpose: { does: 'report' } });
  // Looking at it does not use the message up.
  await somebody.taps('read-report');
});

test('the manager is offered it with the accepted case, and from then on at its desk', async () => {
  const { number } = await aReport(world);
  const [head, manager] = [world.as('head'), world.as('manager-1')];
  await head.taps('assign');
  await head.taps(`assign:${manager.personId}`);
  expect(await acts(manager)).not.toContain('read-report');
  await manager.command('cases');
  await manager.taps(`case:${number}`);
  expect(await acts(manager)).not.toContain('read-report');
  await manager.taps('accept');
  expect(await acts(manager)).toContain('read-report');
  await manager.taps('more');
  expect(await acts(manager)).toContain('read-report');
  await manager.taps('read-report');
  expect((await manager.last()).template).toBe('report-page');
});

test('what was added is read with the same button', async () => {
  const { referralId } = await aReport(world);
  const teacher = world.as('teacher');
  const { draftId } = await teacher.does(beginDraft, { form: 'e-1-more', given: { childName: 'Lule Provuese' } });
  await teacher.does(supplementReferral, { referralId, draftId });
  const head = world.as('head');
  expect((await head.last()).template).toBe('referral-supplemented');
  expect(await acts(head)).toEqual(['read-report', 'more']);
});

test('an old button opens nothing to somebody who was excluded since', async () => {
  const { caseId } = await aReport(world);
  const intake = world.as('intake');
  await world.as('head').does(exclude, { caseId, personId: intake.personId, reason: 'suspected' });
  await intake.taps('read-report');
  expect(await linesOf(intake)).toEqual(['refused.case-not-found']);
});

test('a declined report stays readable for the head, at the desk', async () => {
  const { number } = await aReport(world);
  const [head, standIn, intake] = [world.as('head'), world.as('stand-in'), world.as('intake')];
  await head.taps('more');
  await head.taps('decline');
  await head.taps('choose:duplicate');
  await intake.taps('confirm-decline');
  const { caseId } = await head.last();
  const old = (await head.told()).findLast(({ template }) => template === 'referral-arrived');
  expect(old?.params['case']).toBe(number);
  await head.sends({ kind: 'tap', button: old?.buttons.find(({ act }) => act === 'more')?.id ?? '' });
  expect(await acts(head)).toEqual(['read-report', 'why']);
  await standIn.taps('more');
  expect(await acts(standIn)).toEqual(['why']);
  expect(await world.store.case.findUnique({ where: { id: caseId ?? '' } })).toMatchObject({
    closedReason: 'declined',
  });
});

test('no name, place or number of a report stands in a message, a fact, a link or the record', async () => {
  const answers = { childName: 'Era Shembulli', where: 'Tregu i Madh', contact: '044 000 111' };
  await aReport(world, answers);
  const head = world.as('head');
  await head.taps('read-report');
  const rows = JSON.stringify([
    await world.store.message.findMany({ select: { params: true, template: true } }),
    await world.store.button.findMany({ select: { intent: true, params: true } }),
    await world.store.fact.findMany({ select: { detail: true } }),
    await world.store.auditEntry.findMany({ select: { detail: true, act: true } }),
    await world.store.secureLink.findMany({ select: { purpose: true } }),
  ]);
  expect(rows).not.toMatch(/Shembulli|Tregu|044 000/);
});
