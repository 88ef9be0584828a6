import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accept } from '../../../core/case/accept.ts';
import { assignAssistant } from '../../../core/case/assign-assistant.ts';
import { assignManager } from '../../../core/case/assign-manager.ts';
import { declareConflict } from '../../../core/case/conflict.ts';
import { exclude } from '../../../core/case/exclude.ts';
import { managersFor } from '../../../core/case/read.ts';
import { Refused } from '../../../core/errors.ts';
import { aWorld, type World } from '../../support/world.ts';
import { anAssigned, aReport, kindsOf, obligation, templatesTo } from './a-report.ts';

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
const id = (persona: string) => world.as(persona).personId;

describe('assigning a case manager', () => {
  test.each([
    ['head', 'done'],
    ['stand-in', 'done'],
    ['intake', 'not-allowed'],
    ['manager-1', 'not-allowed'],
    ['admin', 'not-allowed'],
    ['other-head', 'not-allowed'],
    ['teacher', 'not-allowed'],
  ])('by %s: %s', async (persona, outcome) => {
    const { caseId } = await aReport(world);
    expect(await reasonOf(world.as(persona).does(assignManager, { caseId, managerId: id('manager-1') }))).toBe(outcome);
  });

  test('meets the 24 hours, starts the two hours, and tells the manager with the three answers', async () => {
    const { caseId, number } = await aReport(world);
    expect((await obligation(world, caseId, 'case-manager-24h'))?.outcome).toBeNull();
    await world.as('head').does(assignManager, { caseId, managerId: id('manager-1') });
    expect((await obligation(world, caseId, 'case-manager-24h'))?.outcome).toBe('met');
    const owed = await obligation(world, caseId, 'initial-assessment-2h');
    expect(owed?.dueAt.getTime()).toBe(world.clock.now().getTime() + 2 * 3_600_000);
    const told = await world.as('manager-1').last();
    expect(told).toMatchObject({ template: 'case-assigned', params: { case: number, due: owed?.dueAt.toISOString() } });
    expect(told.buttons.map(({ act }) => act)).toEqual(['see-whom', 'accept', 'conflict']);
    expect(await templatesTo(world, 'teacher')).toContain('referral-state');
  });

  test('says what happened meanwhile to whoever assigns a second time', async () => {
    const { caseId } = await anAssigned(world);
    const again = world.as('stand-in').does(assignManager, { caseId, managerId: id('manager-2') });
    await expect(again).rejects.toMatchObject({
      reason: 'already-assigned',
      detail: { at: world.clock.now().toISOString(), by: 'head' },
    });
  });

  test('gives the case to another manager when that is said, and restarts no clock', async () => {
    const { caseId } = await anAssigned(world);
    const before = await obligation(world, caseId, 'initial-assessment-2h');
    world.clock.advance('PT30M');
    const wanted = { caseId, managerId: id('manager-2'), insteadOf: id('manager-1') };
    await world.as('head').does(assignManager, wanted);
    expect(await obligation(world, caseId, 'initial-assessment-2h')).toMatchObject({
      startedAt: before?.startedAt,
      dueAt: before?.dueAt,
    });
    expect(await templatesTo(world, 'manager-1')).toContain('case-taken-away');
  });

  test.each([
    ['head', 'not-a-manager'],
    ['other-manager', 'not-a-manager'],
    ['teacher', 'not-a-manager'],
  ])('refuses %s as a manager: %s', async (persona, reason) => {
    const { caseId } = await aReport(world);
    const attempt = world.as('head').does(assignManager, { caseId, managerId: id(persona) });
    expect(await reasonOf(attempt)).toBe(reason);
  });

  test('refuses an excluded manager, who is not in the list either', async () => {
    const { caseId } = await aReport(world);
    await world.as('head').does(exclude, { caseId, personId: id('manager-1'), reason: 'suspected' });
    const attempt = world.as('head').does(assignManager, { caseId, managerId: id('manager-1') });
    expect(await reasonOf(attempt)).toBe('manager-excluded');
    const { officeId } = await world.store.case.findUniqueOrThrow({ where: { id: caseId } });
    const free = await managersFor(world.store, { id: caseId, officeId }, world.clock.now());
    expect(free.map((one) => one.id)).toEqual([id('manager-2')]);
  });

  test('refuses a closed case', async () => {
    const { caseId } = await aReport(world);
    await world.store.case.update({ where: { id: caseId }, data: { closedAt: world.clock.now() } });
    const attempt = world.as('head').does(assignManager, { caseId, managerId: id('manager-1') });
    expect(await reasonOf(attempt)).toBe('case-closed');
  });

  test('is done once when two heads tap at the same time', async () => {
    const { caseId } = await aReport(world);
    const outcomes = await Promise.all([
      reasonOf(world.as('head').does(assignManager, { caseId, managerId: id('manager-1') })),
      reasonOf(world.as('stand-in').does(assignManager, { caseId, managerId: id('manager-2') })),
    ]);
    expect(outcomes.toSorted()).toEqual(['already-assigned', 'done']);
    expect((await kindsOf(world, caseId)).filter((kind) => kind === 'case.assigned')).toHaveLength(1);
  });

  test('gives an assistant beside the manager', async () => {
    const { caseId } = await anAssigned(world);
    await world.as('head').does(assignAssistant, { caseId, assistantId: id('assistant') });
    expect((await world.as('assistant').last()).template).toBe('assistant-assigned');
    const nobody = world.as('head').does(assignAssistant, { caseId, assistantId: id('teacher') });
    expect(await reasonOf(nobody)).toBe('person-not-found');
  });
});

describe('the manager answers', () => {
  test('with yes: the case is opened, its seven days run, the reporter sees it in work', async () => {
    const { caseId } = await anAssigned(world);
    expect(await reasonOf(world.as('manager-2').does(accept, { caseId }))).toBe('not-allowed');
    await world.as('manager-1').does(accept, { caseId });
    expect(await kindsOf(world, caseId)).toEqual(expect.arrayContaining(['case.accepted', 'case.opened']));
    expect((await obligation(world, caseId, 'comprehensive-assessment-7d'))?.startedAt).toEqual(world.clock.now());
    expect((await world.as('teacher').last()).params).toMatchObject({ state: 'in-work' });
    expect(await reasonOf(world.as('manager-1').does(accept, { caseId }))).toBe('already-done');
  });

  test('with a conflict: knows nothing more of the case, and the head assigns anew', async () => {
    const { caseId, number } = await anAssigned(world);
    await world.as('manager-1').does(declareConflict, { caseId, reason: 'related' });
    expect(await reasonOf(world.as('manager-1').does(accept, { caseId }))).toBe('case-not-found');
    const told = await world.as('head').last();
    expect(told).toMatchObject({ template: 'conflict-declared', params: { case: number, as: 'manager' } });
    expect(JSON.stringify(told.params)).not.toContain('related');
    expect((await obligation(world, caseId, 'case-manager-24h'))?.outcome).toBe('met');
    await world.as('head').does(assignManager, { caseId, managerId: id('manager-2') });
    await world.as('manager-2').does(accept, { caseId });
  });

  test('a second manager opens nothing anew', async () => {
    const { caseId } = await anAssigned(world);
    await world.as('manager-1').does(accept, { caseId });
    await world.as('manager-1').does(declareConflict, { caseId, reason: 'suspected' });
    world.clock.advance('PT1H');
    await world.as('head').does(assignManager, { caseId, managerId: id('manager-2') });
    await world.as('manager-2').does(accept, { caseId });
    expect((await kindsOf(world, caseId)).filter((kind) => kind === 'case.opened')).toHaveLength(1);
    expect(await world.store.exclusion.findFirst({ where: { caseId } })).toMatchObject({ reason: 'suspected' });
  });
});
