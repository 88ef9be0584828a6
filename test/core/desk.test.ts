import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorOf } from '../../core/actor.ts';
import { exclude } from '../../core/case/exclude.ts';
import { type Desk, readDesk } from '../../core/desk.ts';
import { answerDraft } from '../../core/draft/answer.ts';
import { beginDraft } from '../../core/draft/begin.ts';
import { changeSettings } from '../../core/person/settings.ts';
import { aWorld, type World } from '../support/world.ts';
import { anAssigned, aReport } from './case/a-report.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

async function deskOf(persona: string): Promise<Desk> {
  const now = world.clock.now();
  const actor = await actorOf(world.store, world.as(persona).personId, now);
  if (!actor) throw new Error('nobody');
  return readDesk(world.store, actor, now);
}

test('a reporter has drafts and reports, and no cases', async () => {
  const teacher = world.as('teacher');
  const { draftId } = await teacher.does(beginDraft, { form: 'e-1' });
  await aReport(world, { childName: 'Planted Planteshi' });
  const desk = await deskOf('teacher');
  expect(desk.drafts).toMatchObject([{ id: draftId, form: 'e-1', case: null }]);
  expect(desk.reports).toMatchObject([{ state: 'received' }]);
  expect(desk.cases).toBeNull();
  expect(desk.officeId).not.toBeNull();
  expect(JSON.stringify(desk)).not.toContain('Planteshi');
});

test('the draft that was touched last stands first', async () => {
  const doctor = world.as('doctor');
  const { draftId: first } = await doctor.does(beginDraft, { form: 'e-1' });
  await world.advance('PT1M');
  const { draftId: second } = await doctor.does(beginDraft, { form: 'e-1' });
  expect((await deskOf('doctor')).drafts.map(({ id }) => id)).toEqual([second, first]);
  await world.advance('PT1M');
  await doctor.does(answerDraft, { draftId: first, answers: { danger: 'no' } });
  expect((await deskOf('doctor')).drafts.map(({ id }) => id)).toEqual([first, second]);
});

test('a manager has the own open cases and their limits, the next first', async () => {
  const { number } = await anAssigned(world);
  const { cases, deadlines } = await deskOf('manager-1');
  expect(cases?.map((one) => one.number)).toEqual([number]);
  expect(deadlines.length).toBeGreaterThan(0);
  const due = deadlines.map(({ dueAt }) => dueAt.getTime());
  expect(due).toEqual(due.toSorted((a, b) => a - b));
  expect((await deskOf('manager-2')).deadlines).toEqual([]);
});

test('a draft of a case names it', async () => {
  const { caseId, number } = await anAssigned(world);
  await world.as('manager-1').does(beginDraft, { form: 'e-2', caseId });
  expect((await deskOf('manager-1')).drafts).toMatchObject([{ form: 'e-2', case: number }]);
});

test('what was begun on a case that was closed to the person since is not shown', async () => {
  const { caseId, number } = await anAssigned(world);
  await world.as('manager-1').does(beginDraft, { form: 'e-3-initial', caseId });
  const manager = world.as('manager-1').personId;
  await world.as('head').does(exclude, { caseId, personId: manager, reason: 'conflict-of-interest' });
  const desk = await deskOf('manager-1');
  expect(JSON.stringify(desk)).not.toContain(number);
});

test('quiet hours are said, or that there are none', async () => {
  expect((await deskOf('head')).quiet).toEqual({ from: '20:00', to: '07:00' });
  await world.as('head').does(changeSettings, { quiet: { from: '00:00', to: '00:00' } });
  expect((await deskOf('head')).quiet).toBeNull();
});
