import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordComprehensiveAssessment } from '../../../core/case/comprehensive-assessment.ts';
import { openFiled } from '../../../core/case/filed-form.ts';
import { recordHomeVisit } from '../../../core/case/home-visit.ts';
import { recordImmediateAction } from '../../../core/case/immediate-action.ts';
import { recordInitialAssessment } from '../../../core/case/initial-assessment.ts';
import { register } from '../../../core/case/register.ts';
import { Refused } from '../../../core/errors.ts';
import { acknowledge } from '../../../core/obligations/acknowledge.ts';
import { obligationsOf } from '../../../core/obligations/read.ts';
import { aWorld, type World } from '../../support/world.ts';
import { anAssigned, filed, kindsOf, obligation, templatesTo } from './a-report.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Refused ? fault.reason : String(fault)),
  );
const manager = () => world.as('manager-1');
const work = { sectors: ['street'], hazards: ['environment', 'hours'], summary: 'carries loads at night' };
const assess = (caseId: string, more: object) =>
  manager().does(recordInitialAssessment, {
    ...filed(world, caseId),
    ...work,
    worstForm: 'none',
    risk: 'medium',
    ...more,
  });
const visit = (caseId: string, more: object = {}) =>
  manager().does(recordHomeVisit, { ...filed(world, caseId), seen: ['child', 'mother'], summary: 'talked', ...more });
const action = {
  what: 'taken home',
  byWhom: 'police and manager',
  where: 'relatives',
  policeTold: 'yes',
  courtTold: 'no',
};

describe('the initial assessment', () => {
  test('meets the two hours; with medium or low risk nothing further is owed at once', async () => {
    const { caseId } = await anAssigned(world);
    await assess(caseId, {});
    expect((await obligation(world, caseId, 'initial-assessment-2h'))?.outcome).toBe('met');
    expect(await obligation(world, caseId, 'high-risk-immediate-action')).toBeNull();
    expect(await world.store.case.findUnique({ where: { id: caseId } })).toMatchObject({ risk: 'medium' });
  });

  test('recorded after its limit is late, and is recorded all the same', async () => {
    const { caseId } = await anAssigned(world);
    world.clock.advance('PT3H');
    await assess(caseId, {});
    expect((await obligation(world, caseId, 'initial-assessment-2h'))?.outcome).toBe('late');
  });

  test('made in time and written down later is met: what counts is when it happened', async () => {
    const { caseId } = await anAssigned(world);
    const happenedAt = world.clock.now().toISOString();
    world.clock.advance('PT3H');
    await assess(caseId, { happenedAt });
    expect((await obligation(world, caseId, 'initial-assessment-2h'))?.outcome).toBe('met');
  });

  test('with high risk asks for action without delay, until it is written down what was done', async () => {
    const { caseId } = await anAssigned(world);
    expect(await assess(caseId, { risk: 'high' })).toMatchObject({ actNow: true });
    expect((await obligation(world, caseId, 'high-risk-immediate-action'))?.outcome).toBeNull();
    world.clock.advance('PT5M');
    await manager().does(recordImmediateAction, { ...filed(world, caseId), ...action });
    expect((await obligation(world, caseId, 'high-risk-immediate-action'))?.outcome).toBe('met');
    const before = (await templatesTo(world, 'head')).length;
    await world.advance('PT2H');
    const after = (await templatesTo(world, 'head')).slice(before);
    expect(after.filter((template) => template.startsWith('reminder/high-risk'))).toEqual([]);
  });

  test('with a worst form of child labour assesses no risk, counts as made, and asks for protection', async () => {
    const { caseId } = await anAssigned(world);
    expect(await reasonOf(assess(caseId, { worstForm: 'trafficking' }))).toBe('input-invalid');
    await assess(caseId, { worstForm: 'trafficking', risk: undefined, sectors: [], hazards: [] });
    expect((await obligation(world, caseId, 'initial-assessment-2h'))?.outcome).toBe('met');
    expect((await obligation(world, caseId, 'wfcl-immediate-protection'))?.outcome).toBeNull();
    expect(await world.store.case.findUnique({ where: { id: caseId } })).toMatchObject({ risk: null });
  });

  test('is filed once however often it is sent, and its words are sealed', async () => {
    const { caseId } = await anAssigned(world);
    const form = filed(world, caseId);
    await assess(caseId, form);
    expect(await reasonOf(assess(caseId, form))).toBe('already-done');
    const row = await world.store.filedForm.findUniqueOrThrow({ where: { id: form.id } });
    expect(Buffer.from(row.sealed).includes('loads')).toBe(false);
    expect(await openFiled({ db: world.store, keyring: world.keyring }, form.id)).toMatchObject(work);
    expect(JSON.stringify(await world.store.fact.findMany({ where: { caseId } }), big)).not.toContain('loads');
  });

  test.each([
    ['manager-2', 'not-allowed'],
    ['intake', 'not-allowed'],
    ['teacher', 'not-allowed'],
    ['admin', 'not-allowed'],
  ])('is not for %s: %s', async (persona, reason) => {
    const { caseId } = await anAssigned(world);
    const wanted = { ...filed(world, caseId), ...work, worstForm: 'none', risk: 'low' };
    expect(await reasonOf(world.as(persona).does(recordInitialAssessment, wanted))).toBe(reason);
  });

  test('lies neither in the future nor before there was a report', async () => {
    const { caseId } = await anAssigned(world);
    const now = world.clock.now().getTime();
    const at = (ms: number) => ({ happenedAt: new Date(now + ms).toISOString() });
    expect(await reasonOf(assess(caseId, at(60_000)))).toBe('date-in-future');
    expect(await reasonOf(assess(caseId, at(-60_000)))).toBe('date-too-old');
  });

  test('is refused on a closed case', async () => {
    const { caseId } = await anAssigned(world);
    await world.store.case.update({ where: { id: caseId }, data: { closedAt: world.clock.now() } });
    expect(await reasonOf(assess(caseId, {}))).toBe('case-closed');
  });
});

const big = (_key: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

describe('the home visit', () => {
  test('meets the seven days when somebody was seen', async () => {
    const { caseId } = await anAssigned(world);
    await visit(caseId);
    expect((await obligation(world, caseId, 'home-visit-7d'))?.outcome).toBe('met');
  });

  test('that met nobody is filed, and the visit stays owed', async () => {
    const { caseId } = await anAssigned(world);
    expect(await visit(caseId, { seen: [] })).toMatchObject({ made: false });
    expect((await obligation(world, caseId, 'home-visit-7d'))?.outcome).toBeNull();
    expect(await world.store.filedForm.count({ where: { caseId } })).toBe(1);
  });
});

test('the comprehensive assessment covers all five indicators and sets the risk anew', async () => {
  const { caseId } = await anAssigned(world);
  const five = { safety: 's', essentialNeeds: 'n', education: 'e', familyCare: 'f', socialInclusion: 'i' };
  await manager().does(recordComprehensiveAssessment, { ...filed(world, caseId), ...five, risk: 'low' });
  expect(await kindsOf(world, caseId)).toContain('assessment.comprehensive');
  const { safety: _none, ...four } = five;
  const short = manager().does(recordComprehensiveAssessment, { ...filed(world, caseId), ...four, risk: 'low' });
  expect(await reasonOf(short)).toBe('input-invalid');
});

test('a refused consent is registered and stops no clock', async () => {
  const { caseId } = await anAssigned(world);
  const open = async () => (await obligationsOf(world.store, caseId, world.clock.now())).filter((one) => !one.closedAt);
  const before = (await open()).map(({ rule }) => rule.id);
  const result = await world.as('intake').does(register, {
    ...filed(world, caseId),
    consent: 'refused',
    childInformed: true,
    familyInformed: true,
    parentalCare: 'no-care',
    knownBefore: 'no',
    reason: 'works at night',
  });
  expect(result).toMatchObject({ guardianNeeded: true, consent: 'refused' });
  expect((await open()).map(({ rule }) => rule.id)).toEqual(before);
  expect((await world.store.case.findUnique({ where: { id: caseId } }))?.registeredAt).toEqual(world.clock.now());
});

test('"I have it" quiets the friendly reminders; the limit and the escalation are heard all the same', async () => {
  const quiet = await anAssigned(world);
  const loud = await anAssigned(world);
  const owed = await obligation(world, quiet.caseId, 'initial-assessment-2h');
  await manager().does(acknowledge, { obligationId: owed?.id });
  expect(await reasonOf(world.as('manager-2').does(acknowledge, { obligationId: owed?.id }))).toBe('not-allowed');
  await world.advance('PT2H');
  const heard = async (who: string, caseId: string) =>
    (await world.as(who).told())
      .filter((one) => one.caseId === caseId && one.template.startsWith('reminder/initial'))
      .map((one) => one.template.split('/').at(-1));
  expect(await heard('manager-1', quiet.caseId)).toEqual(['due-15m', 'due']);
  expect(await heard('manager-1', loud.caseId)).toEqual(['due-1h', 'due-15m', 'due']);
  expect(await heard('head', quiet.caseId)).toEqual(['due']);
});

test('stages: far, soon after the first reminder, due from the last, overdue behind the limit', async () => {
  const { caseId } = await anAssigned(world);
  const start = world.clock.now().getTime();
  const stageAfter = async (minutes: number) => {
    const owed = await obligationsOf(world.store, caseId, new Date(start + minutes * 60_000));
    return owed.find(({ rule }) => rule.id === 'initial-assessment-2h')?.stage;
  };
  expect(await Promise.all([0, 59, 60, 104, 105, 120].map(stageAfter))).toEqual([
    'far',
    'far',
    'soon',
    'soon',
    'due',
    'due',
  ]);
  expect(await stageAfter(120.01)).toBe('overdue');
});
