import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenAt } from '../../../core/audit.ts';
import { accept } from '../../../core/case/accept.ts';
import { askReporter, readOwnQuestion, readQuestion } from '../../../core/case/ask-reporter.ts';
import { assignManager } from '../../../core/case/assign-manager.ts';
import { confirmDanger } from '../../../core/case/confirm-danger.ts';
import { confirmUrgency } from '../../../core/case/confirm-urgency.ts';
import { askDecline, confirmDecline, rejectDecline } from '../../../core/case/decline.ts';
import { exclude } from '../../../core/case/exclude.ts';
import { receive } from '../../../core/case/receive.ts';
import { sameAs, seeMatches } from '../../../core/case/same-as.ts';
import { linkToWhom, seeWhom } from '../../../core/case/see-whom.ts';
import { acceptTransfer, askTransfer, refuseTransfer } from '../../../core/case/transfer.ts';
import { Refused } from '../../../core/errors.ts';
import { obligationsOf } from '../../../core/obligations/read.ts';
import { answerQuestion } from '../../../core/question.ts';
import { aWorld, type World } from '../../support/world.ts';
import { anAssigned, aReport, kindsOf, obligation, templatesTo } from './a-report.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

const id = (persona: string) => world.as(persona).personId;
const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Refused ? fault.reason : String(fault)),
  );
const does: World['as'] = (persona) => world.as(persona);
const office = async (code: string) => (await world.store.office.findUniqueOrThrow({ where: { code } })).id;
const openRules = async (caseId: string) =>
  (await obligationsOf(world.store, caseId, world.clock.now()))
    .filter((one) => !one.closedAt)
    .map(({ rule }) => rule.id);

describe('receiving', () => {
  test('the reporter hears "received" once; the second of the office hears who was first', async () => {
    const { caseId } = await aReport(world);
    await does('intake').does(receive, { caseId });
    expect(await does('teacher').last()).toMatchObject({ template: 'referral-state', params: { state: 'received' } });
    await expect(does('head').does(receive, { caseId })).rejects.toMatchObject({
      reason: 'already-done',
      detail: { by: 'intake' },
    });
    expect(await reasonOf(does('manager-1').does(receive, { caseId }))).toBe('not-allowed');
  });

  test('a danger is confirmed by whoever of the office is first, and the duty order falls silent', async () => {
    const { caseId } = await aReport(world, { danger: 'yes' });
    expect(await reasonOf(does('teacher').does(confirmDanger, { caseId }))).toBe('not-allowed');
    await does('manager-2').does(confirmDanger, { caseId });
    expect(await reasonOf(does('head').does(confirmDanger, { caseId }))).toBe('already-done');
    expect((await obligation(world, caseId, 'danger-confirmed-10m'))?.outcome).toBe('met');
    expect(await kindsOf(world, caseId)).toContain('danger.confirmed');
    const before = (await templatesTo(world, 'teacher')).length;
    await world.advance('PT1H');
    expect((await templatesTo(world, 'teacher')).slice(before)).toEqual([]);
  });

  test('urgency is confirmed by the head, once', async () => {
    const { caseId } = await anAssigned(world);
    expect(await reasonOf(does('manager-1').does(confirmUrgency, { caseId }))).toBe('not-allowed');
    await does('head').does(confirmUrgency, { caseId });
    expect(await reasonOf(does('stand-in').does(confirmUrgency, { caseId }))).toBe('already-done');
    expect((await does('manager-1').last()).template).toBe('urgency-confirmed');
  });
});

describe('whom it concerns', () => {
  test('is shown to the manager before accepting, by name alone, and each look is audited', async () => {
    const { caseId } = await aReport(world, { childName: 'Era Shembulli' });
    expect(await reasonOf(does('manager-1').does(seeWhom, { caseId }))).toBe('not-allowed');
    await does('head').does(assignManager, { caseId, managerId: id('manager-1') });
    expect(await does('manager-1').does(seeWhom, { caseId })).toMatchObject({ names: ['Era Shembulli'] });
    await does('manager-1').does(linkToWhom, { caseId });
    const looks = await world.store.auditEntry.findMany({ where: { chain: `case:${caseId}`, act: 'case.see-whom' } });
    expect(looks.map(({ byId }) => byId)).toEqual([id('manager-1'), id('manager-1')]);
    expect(JSON.stringify(looks.map(({ detail }) => detail))).not.toContain('Era');
    expect(await brokenAt(world.store, `case:${caseId}`)).toBeNull();
  });
});

describe('passing a case to another municipality', () => {
  test('clocks and rights stay with the sender until the receiver accepts, and nothing starts anew', async () => {
    const { caseId } = await anAssigned(world);
    await does('manager-1').does(accept, { caseId });
    const before = await obligationsOf(world.store, caseId, world.clock.now());
    const { id: transferId } = await does('head').does(askTransfer, { caseId, toOfficeId: await office('QFK') });
    expect(await reasonOf(does('head').does(acceptTransfer, { transferId }))).toBe('not-allowed');
    expect(await reasonOf(does('other-head').does(seeWhom, { caseId }))).toBe('not-allowed');
    expect(await reasonOf(does('head').does(askTransfer, { caseId, toOfficeId: await office('QFK') }))).toBe(
      'transfer-pending',
    );
    await does('other-head').does(acceptTransfer, { transferId });
    expect(await reasonOf(does('other-head').does(acceptTransfer, { transferId }))).toBe('transfer-not-pending');
    expect(await reasonOf(does('head').does(seeWhom, { caseId }))).toBe('not-allowed');
    expect(await reasonOf(does('manager-1').does(seeWhom, { caseId }))).toBe('not-allowed');
    const after = await obligationsOf(world.store, caseId, world.clock.now());
    const plain = (owed: typeof after) =>
      owed.map(({ rule, startedAt, dueAt, stage }) => [rule.id, startedAt, dueAt, stage]);
    expect(plain(after)).toEqual(plain(before));
    const rows = await world.store.obligation.findMany({ where: { caseId } });
    expect(new Set(rows.map(({ officeId }) => officeId))).toEqual(new Set([await office('QFK')]));
    for (const who of ['head', 'manager-1', 'other-head']) {
      expect(await templatesTo(world, who)).toContain('transfer-accepted');
    }
    await does('other-head').does(assignManager, { caseId, managerId: id('other-manager') });
  });

  test('refused: everything stays, and the sender hears it', async () => {
    const { caseId } = await anAssigned(world);
    const { id: transferId } = await does('head').does(askTransfer, { caseId, toOfficeId: await office('QFK') });
    await does('other-head').does(refuseTransfer, { transferId });
    expect((await does('head').last()).template).toBe('transfer-refused');
    expect(await world.store.case.findUnique({ where: { id: caseId } })).toMatchObject({ managerId: id('manager-1') });
  });

  test('not within the same municipality, and not by a manager', async () => {
    const { caseId } = await anAssigned(world);
    const here = await office('QPR');
    expect(await reasonOf(does('head').does(askTransfer, { caseId, toOfficeId: here }))).toBe('transfer-same-office');
    const there = await office('QFK');
    expect(await reasonOf(does('manager-1').does(askTransfer, { caseId, toOfficeId: there }))).toBe('not-allowed');
  });
});

describe('declining a report', () => {
  test('needs a second person; then its cases are closed and the reporter hears where else to turn', async () => {
    const { referralId, caseIds } = await aReport(world, { another: 'yes' });
    expect(caseIds).toHaveLength(2);
    await does('head').does(askDecline, { referralId, reason: 'outside-competence' });
    expect(await reasonOf(does('head').does(confirmDecline, { referralId }))).toBe('needs-second-person');
    expect(await openRules(caseIds[0] ?? '')).not.toEqual([]);
    await does('intake').does(confirmDecline, { referralId });
    for (const caseId of caseIds) expect(await openRules(caseId)).toEqual([]);
    expect(await does('teacher').last()).toMatchObject({
      template: 'referral-declined',
      params: { reason: 'outside-competence', emergency: await office('QPR') },
    });
    expect(await reasonOf(does('stand-in').does(confirmDecline, { referralId }))).toBe('case-closed');
  });

  test('is turned down by the second person: the clocks never stopped', async () => {
    const { referralId, caseId } = await aReport(world);
    await does('stand-in').does(askDecline, { referralId, reason: 'no-way-to-reach' });
    await does('head').does(rejectDecline, { referralId });
    expect(await openRules(caseId)).toContain('case-manager-24h');
    expect((await does('stand-in').last()).template).toBe('decline-rejected');
    await does('head').does(askDecline, { referralId, reason: 'duplicate' });
    expect(await reasonOf(does('head').does(confirmDecline, { referralId }))).toBe('needs-second-person');
  });

  test.each([
    ['intake', 'not-allowed'],
    ['manager-1', 'not-allowed'],
    ['teacher', 'not-allowed'],
    ['other-head', 'not-allowed'],
  ])('is not proposed by %s', async (persona, reason) => {
    const { referralId } = await aReport(world);
    expect(await reasonOf(does(persona).does(askDecline, { referralId, reason: 'duplicate' }))).toBe(reason);
  });

  test('is not possible with a reason of one’s own, nor once a manager has opened the case', async () => {
    const { referralId, caseId } = await anAssigned(world);
    expect(await reasonOf(does('head').does(askDecline, { referralId, reason: 'no-time' }))).toBe('input-invalid');
    await does('manager-1').does(accept, { caseId });
    expect(await reasonOf(does('head').does(askDecline, { referralId, reason: 'duplicate' }))).toBe('already-assigned');
  });

  test('a person excluded from one child of the report neither hears of it nor decides', async () => {
    const { referralId, caseIds } = await aReport(world, { another: 'yes' });
    await does('head').does(exclude, { caseId: caseIds[1], personId: id('intake'), reason: 'suspected' });
    const before = (await templatesTo(world, 'intake')).length;
    await does('head').does(askDecline, { referralId, reason: 'duplicate' });
    expect((await templatesTo(world, 'intake')).slice(before)).toEqual([]);
    expect(await reasonOf(does('intake').does(confirmDecline, { referralId }))).toBe('case-not-found');
  });
});

describe('asking the reporter', () => {
  test('the question and the answer are sealed and read by both sides only', async () => {
    const { caseId } = await anAssigned(world);
    expect(await reasonOf(does('intake').does(askReporter, { caseId, question: 'Which gate?' }))).toBe('not-allowed');
    const { id: questionId } = await does('head').does(askReporter, { caseId, question: 'Which gate?' });
    const told = await does('teacher').last();
    expect(told.template).toBe('question-asked');
    expect(JSON.stringify(told)).not.toContain('gate');
    expect(await does('teacher').does(readOwnQuestion, { questionId })).toEqual({
      question: 'Which gate?',
      answer: null,
    });
    expect(await reasonOf(does('doctor').does(readOwnQuestion, { questionId }))).toBe('not-allowed');
    await does('teacher').does(answerQuestion, { questionId, text: 'The north gate' });
    expect((await does('head').last()).template).toBe('question-answered');
    expect(await does('head').does(readQuestion, { questionId })).toMatchObject({ answer: 'The north gate' });
    expect(await reasonOf(does('manager-2').does(readQuestion, { questionId }))).toBe('not-allowed');
    expect(await reasonOf(does('teacher').does(answerQuestion, { questionId, text: 'again' }))).toBe(
      'question-answered',
    );
  });
});

describe('the same child', () => {
  test('is found in any spelling, linked by the head, and cancels no clock', async () => {
    const one = await aReport(world, { childName: 'Xhemajl Shembulli' });
    const two = await aReport(world, { by: 'doctor', childName: 'Shembulli Džemajl' });
    const { matches } = await does('head').does(seeMatches, { caseId: two.caseId });
    expect(matches.map(({ number }) => number)).toEqual([one.number]);
    const before = await openRules(two.caseId);
    await does('head').does(sameAs, { caseId: two.caseId, otherId: one.caseId });
    expect(await openRules(two.caseId)).toEqual(before);
    expect(await reasonOf(does('head').does(sameAs, { caseId: two.caseId, otherId: one.caseId }))).toBe('already-done');
    expect(await reasonOf(does('intake').does(seeMatches, { caseId: two.caseId }))).toBe('not-allowed');
  });

  test('a case that the head is excluded from is not among the matches', async () => {
    const one = await aReport(world, { childName: 'Lule Provuese' });
    const two = await aReport(world, { childName: 'Lule Provuese' });
    await does('stand-in').does(exclude, { caseId: one.caseId, personId: id('head'), reason: 'suspected' });
    expect((await does('head').does(seeMatches, { caseId: two.caseId })).matches).toEqual([]);
    const attempt = does('head').does(sameAs, { caseId: two.caseId, otherId: one.caseId });
    expect(await reasonOf(attempt)).toBe('case-not-found');
  });
});
