import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorOf } from '../../../core/actor.ts';
import { accept } from '../../../core/case/accept.ts';
import { confirmDanger } from '../../../core/case/confirm-danger.ts';
import { exclude } from '../../../core/case/exclude.ts';
import { caseSeen, casesSeen } from '../../../core/case/read.ts';
import { receive } from '../../../core/case/receive.ts';
import { seeMatches } from '../../../core/case/same-as.ts';
import { seeWhom } from '../../../core/case/see-whom.ts';
import { peopleToTell } from '../../../core/case/who-to-tell.ts';
import { Refused } from '../../../core/errors.ts';
import { deadlinesOf } from '../../../core/obligations/read.ts';
import { aWorld, type World } from '../../support/world.ts';
import { anAssigned, aReport } from './a-report.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

const id = (persona: string) => world.as(persona).personId;
const actor = async (persona: string) => {
  const found = await actorOf(world.store, id(persona), world.clock.now());
  if (!found) throw new Error('nobody');
  return found;
};
const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Refused ? fault.reason : String(fault)),
  );

test.each(['head', 'stand-in', 'intake', 'admin'])(
  '%s, excluded, learns at no door that the case exists',
  async (who) => {
    const { caseId, number } = await aReport(world, { danger: 'yes' });
    const by = who === 'head' ? 'stand-in' : 'head';
    await world.as(by).does(exclude, { caseId, personId: id(who), reason: 'suspected' });
    for (const act of [receive, confirmDanger, seeWhom, accept, seeMatches]) {
      expect(await reasonOf(world.as(who).does(act as typeof receive, { caseId }))).toBe('case-not-found');
    }
    expect(await reasonOf(world.as(who).does(exclude, { caseId, personId: id('intake'), reason: 'suspected' }))).toBe(
      'case-not-found',
    );
    const one = await actor(who);
    expect(await caseSeen(world.store, one, { number })).toBeNull();
    expect((await casesSeen(world.store, one, 100)).map((seen) => seen.number)).not.toContain(number);
    const owed = await deadlinesOf(world.store, one, world.clock.now(), 100);
    expect(owed.map((each) => each.case?.number)).not.toContain(number);
    const { officeId } = await world.store.case.findUniqueOrThrow({ where: { id: caseId } });
    const told = await peopleToTell(world.store, officeId, ['intake', 'head', 'stand-in'], caseId, world.clock.now());
    expect(told).not.toContain(id(who));
  },
);

test('when everybody of a role is excluded the admins are told, never nobody', async () => {
  const { caseId } = await aReport(world);
  for (const who of ['head', 'stand-in']) {
    await world.as('admin').does(exclude, { caseId, personId: id(who), reason: 'conflict-of-interest' });
  }
  const { officeId } = await world.store.case.findUniqueOrThrow({ where: { id: caseId } });
  const told = await peopleToTell(world.store, officeId, ['head', 'stand-in'], caseId, world.clock.now());
  expect(told).toEqual([id('admin')]);
});

test('an excluded manager loses the case, hears nothing of it, and what was not delivered is taken back', async () => {
  const { caseId } = await anAssigned(world);
  const before = (await world.as('manager-1').told()).length;
  await world.as('head').does(exclude, { caseId, personId: id('manager-1'), reason: 'suspected' });
  expect(await world.store.case.findUnique({ where: { id: caseId } })).toMatchObject({ managerId: null });
  expect(await world.as('manager-1').told()).toHaveLength(before);
  const owed = await world.store.message.findMany({ where: { caseId, personId: id('manager-1') } });
  expect(owed.every((row) => row.cancelledAt !== null && row.reason === 'excluded')).toBe(true);
});

test('a lighter reason does not replace a suspicion', async () => {
  const { caseId } = await aReport(world);
  const wanted = { caseId, personId: id('intake') };
  await world.as('head').does(exclude, { ...wanted, reason: 'suspected' });
  const again = world.as('head').does(exclude, { ...wanted, reason: 'conflict-of-interest' });
  await expect(again).rejects.toMatchObject({ reason: 'already-done' });
});

test('may see a case: who the table names, and nobody else', async () => {
  const { number } = await anAssigned(world);
  const sees = async (who: string) => (await caseSeen(world.store, await actor(who), { number })) !== null;
  expect(await Promise.all(['head', 'stand-in', 'intake', 'admin', 'manager-1'].map(sees))).toEqual(
    Array(5).fill(true),
  );
  const others = ['manager-2', 'assistant', 'teacher', 'other-head', 'other-manager', 'member-4.1.6'];
  expect(await Promise.all(others.map(sees))).toEqual(Array(6).fill(false));
});
