import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenAt } from '../../../core/audit.ts';
import { accept } from '../../../core/case/accept.ts';
import { askReporter } from '../../../core/case/ask-reporter.ts';
import { assignAssistant } from '../../../core/case/assign-assistant.ts';
import { assignManager } from '../../../core/case/assign-manager.ts';
import { askDecline, confirmDecline, rejectDecline } from '../../../core/case/decline.ts';
import { exclude } from '../../../core/case/exclude.ts';
import { acceptTransfer, askTransfer } from '../../../core/case/transfer.ts';
import { beginDraft } from '../../../core/draft/begin.ts';
import { Refused } from '../../../core/errors.ts';
import { answerQuestion } from '../../../core/question.ts';
import { giveLateReason } from '../../../core/referral/late-reason.ts';
import { linkToReport, readReport } from '../../../core/referral/read.ts';
import { linkToReporter, revealReporter } from '../../../core/referral/reveal-reporter.ts';
import { recordReferralFor } from '../../../core/referral/send.ts';
import { supplementReferral } from '../../../core/referral/supplement.ts';
import { aWorld, type World } from '../../support/world.ts';
import { aReport, templatesTo } from '../case/a-report.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

const does: World['as'] = (persona) => world.as(persona);
const id = (persona: string) => world.as(persona).personId;
const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Refused ? fault.reason : String(fault)),
  );
const reads = (who: string, caseId: string) => reasonOf(does(who).does(readReport, { caseId }));
const reveals = (who: string, caseId: string) => reasonOf(does(who).does(revealReporter, { caseId }));
const office = async (code: string) => (await world.store.office.findUniqueOrThrow({ where: { code } })).id;

const everybody = [
  'intake',
  'head',
  'stand-in',
  'manager-1',
  'manager-2',
  'assistant',
  'admin',
  'teacher',
  'doctor',
  'superior',
  'member-4.1.6',
  'other-head',
  'other-manager',
];

async function outcomes(caseId: string, attempt: typeof reads): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const who of everybody) found[who] = await attempt(who, caseId);
  return found;
}
const onlyFor = (...who: string[]) =>
  Object.fromEntries(everybody.map((one) => [one, who.includes(one) ? 'done' : 'not-allowed']));

async function anAccepted(answers: Record<string, string> = {}) {
  const reported = await aReport(world, answers);
  await does('head').does(assignManager, { caseId: reported.caseId, managerId: id('manager-1') });
  await does('manager-1').does(accept, { caseId: reported.caseId });
  return reported;
}

describe('who may read a report', () => {
  test('before a manager has accepted: intake, head and stand-in', async () => {
    const { caseId } = await aReport(world);
    await does('head').does(assignManager, { caseId, managerId: id('manager-1') });
    expect(await outcomes(caseId, reads)).toEqual(onlyFor('intake', 'head', 'stand-in'));
    expect(await outcomes(caseId, reveals)).toEqual(onlyFor('intake', 'head', 'stand-in'));
  });

  test('the manager after accepting, and the assistant, who does not learn who reported', async () => {
    const { caseId } = await anAccepted();
    await does('head').does(assignAssistant, { caseId, assistantId: id('assistant') });
    const staff = ['intake', 'head', 'stand-in', 'manager-1'];
    expect(await outcomes(caseId, reads)).toEqual(onlyFor(...staff, 'assistant'));
    expect(await outcomes(caseId, reveals)).toEqual(onlyFor(...staff));
    expect((await does('assistant').does(readReport, { caseId })).mayReveal).toBe(false);
    expect((await does('manager-1').does(readReport, { caseId })).mayReveal).toBe(true);
  });

  test('a second manager not before accepting in turn, and the first no longer', async () => {
    const { caseId } = await anAccepted();
    const change = { caseId, managerId: id('manager-2'), insteadOf: id('manager-1') };
    await does('head').does(assignManager, change);
    expect([await reads('manager-1', caseId), await reads('manager-2', caseId)]).toEqual([
      'not-allowed',
      'not-allowed',
    ]);
    await does('manager-2').does(accept, { caseId });
    expect(await reads('manager-2', caseId)).toBe('done');
  });

  test('nobody who is excluded from one of its children, at any of its doors', async () => {
    const { caseIds } = await aReport(world, { another: 'yes' });
    const [one = '', two = ''] = caseIds;
    await does('head').does(exclude, { caseId: two, personId: id('intake'), reason: 'conflict-of-interest' });
    for (const caseId of [one, two]) {
      expect(await reads('intake', caseId)).toBe('case-not-found');
      expect(await reveals('intake', caseId)).toBe('case-not-found');
      expect(await reasonOf(does('intake').does(linkToReport, { caseId }))).toBe('case-not-found');
      expect(await reasonOf(does('intake').does(linkToReporter, { caseId }))).toBe('case-not-found');
    }
    expect(await reads('head', one)).toBe('done');
  });

  test('of a case that was passed on: the office that has it', async () => {
    const { caseId } = await anAccepted();
    const { id: transferId } = await does('head').does(askTransfer, { caseId, toOfficeId: await office('QFK') });
    expect(await reads('other-head', caseId)).toBe('not-allowed');
    await does('other-head').does(acceptTransfer, { transferId });
    expect(await outcomes(caseId, reads)).toEqual(onlyFor('other-head'));
  });

  test('of a declined report the head, of a closed case the head and its manager', async () => {
    const declined = await aReport(world);
    await does('stand-in').does(askDecline, { referralId: declined.referralId, reason: 'duplicate' });
    await does('intake').does(confirmDecline, { referralId: declined.referralId });
    expect(await outcomes(declined.caseId, reads)).toEqual(onlyFor('head'));
    const { caseId } = await anAccepted();
    await world.store.case.update({ where: { id: caseId }, data: { closedAt: world.clock.now(), closedReason: 'x' } });
    expect(await outcomes(caseId, reads)).toEqual(onlyFor('head', 'manager-1'));
    expect(await outcomes(caseId, reveals)).toEqual(onlyFor('head', 'manager-1'));
  });
});

describe('what is read', () => {
  test('the answers in the order of the form, each child apart, without who reported', async () => {
    const { caseIds } = await aReport(world, {
      contact: '044 000 111',
      identifiedAt: '2026-11-23T07:30:00.000Z',
      another: 'yes',
      'childName-2': 'Lule Provuese',
      childName: 'Era Shembulli',
      childBirth: 'age-9',
      familyKnows: 'no',
    });
    const report = await does('head').does(readReport, { caseId: caseIds[1] ?? '' });
    expect(report).toMatchObject({ child: 2, children: 2, way: 'direct', lateReason: null, questions: [] });
    expect(report.answers.map(({ field, child }) => [field, child])).toEqual([
      ['danger', null],
      ['where', null],
      ['what', null],
      ['identifiedAt', null],
      ['childName', 1],
      ['childBirth', 1],
      ['childName', 2],
      ['familyKnows', null],
    ]);
    expect(JSON.stringify(report)).not.toMatch(/044 000 111|contact/);
  });

  test('what was added, why it came late, and the questions with their answers', async () => {
    const { caseId, referralId } = await aReport(world);
    const teacher = does('teacher');
    const { draftId } = await teacher.does(beginDraft, { form: 'e-1-more', given: { childName: 'Era Shembulli' } });
    await teacher.does(supplementReferral, { referralId, draftId });
    await teacher.does(giveLateReason, { referralId, text: 'Nuk e dija' });
    const { id: questionId } = await does('head').does(askReporter, { caseId, question: 'Which gate?' });
    await does('head').does(askReporter, { caseId, question: 'Which street?' });
    await teacher.does(answerQuestion, { questionId, text: 'The north gate' });
    const report = await does('intake').does(readReport, { caseId });
    expect(report.addedAt).toHaveLength(1);
    expect(report.answers).toContainEqual(expect.objectContaining({ field: 'childName', answer: 'Era Shembulli' }));
    expect(report.lateReason).toBe('Nuk e dija');
    expect(report.questions.map(({ question, answer }) => [question, answer]).toSorted()).toEqual([
      ['Which gate?', 'The north gate'],
      ['Which street?', null],
    ]);
  });

  test('who reported, in a step of its own', async () => {
    const { caseId } = await aReport(world, { contact: '044 000 111' });
    const { name, ...rest } = await does('head').does(revealReporter, { caseId });
    expect(name).toMatch(/\p{L}/u);
    expect(rest).toMatchObject({ contact: '044 000 111', verified: true, recordedFor: false });
  });

  test('for somebody who called: the name that the officer wrote down', async () => {
    const intake = does('intake');
    const given = {
      danger: 'no',
      where: 'the market',
      what: 'carries loads',
      way: 'phone',
      reporterName: 'Besa Ftuese',
    };
    const { draftId } = await intake.does(beginDraft, { form: 'e-1', given });
    const { referralId } = await intake.does(recordReferralFor, { draftId });
    const { id: caseId } = await world.store.case.findFirstOrThrow({ where: { referralId } });
    const report = await does('head').does(readReport, { caseId });
    expect(report.way).toBe('phone');
    expect(JSON.stringify(report)).not.toContain('Besa');
    expect(await does('head').does(revealReporter, { caseId })).toMatchObject({
      name: 'Besa Ftuese',
      recordedFor: true,
      contact: null,
    });
  });
});

test('each reading and each look at the reporter is an entry of each child’s chain, by ids alone', async () => {
  const { caseIds } = await aReport(world, { another: 'yes', childName: 'Era Shembulli', contact: '044 000 111' });
  const [caseId = ''] = caseIds;
  await does('head').does(readReport, { caseId });
  await does('head').does(revealReporter, { caseId });
  await reads('teacher', caseId);
  for (const one of caseIds) {
    const rows = await world.store.auditEntry.findMany({ where: { chain: `case:${one}` }, orderBy: { seq: 'asc' } });
    expect(rows.slice(1).map(({ act, byId, detail }) => [act, byId, (detail as { saw?: string }).saw])).toEqual([
      ['referral.read', id('head'), 'report'],
      ['referral.reveal-reporter', id('head'), 'reporter'],
    ]);
    expect(JSON.stringify(rows.map(({ detail }) => detail))).not.toMatch(/Era|044/);
    expect(await brokenAt(world.store, `case:${one}`)).toBeNull();
  }
});

describe('who hears that there is more to read', () => {
  const acts = async (who: string) => (await does(who).last()).buttons.map(({ act }) => act);
  const heard = async (who: string, template: string, caseId: string) =>
    (await does(who).told()).filter((message) => message.template === template && message.caseId === caseId).length;

  test('head, stand-in and manager of an answer, each once, whoever asked', async () => {
    const { caseId } = await anAccepted();
    const { id: questionId } = await does('manager-1').does(askReporter, { caseId, question: 'Which gate?' });
    await does('teacher').does(answerQuestion, { questionId, text: 'The north gate' });
    for (const who of ['head', 'stand-in', 'manager-1']) {
      expect(await heard(who, 'question-answered', caseId), who).toBe(1);
      expect(await acts(who)).toEqual(['read-answer', 'read-report', 'more']);
    }
    for (const who of ['intake', 'manager-2', 'admin', 'other-head']) {
      expect(await heard(who, 'question-answered', caseId), who).toBe(0);
    }
  });

  test('nobody who is excluded; a manager who has not accepted without the button', async () => {
    const { caseId, referralId } = await aReport(world);
    await does('head').does(assignManager, { caseId, managerId: id('manager-1') });
    const { id: questionId } = await does('stand-in').does(askReporter, { caseId, question: 'Which gate?' });
    await does('head').does(exclude, { caseId, personId: id('stand-in'), reason: 'suspected' });
    await does('teacher').does(answerQuestion, { questionId, text: 'The north gate' });
    expect(await heard('stand-in', 'question-answered', caseId)).toBe(0);
    expect(await acts('manager-1')).toEqual(['read-answer', 'more']);
    await does('teacher').does(giveLateReason, { referralId, text: 'Nuk e dija' });
    expect(await heard('stand-in', 'late-reason-given', caseId)).toBe(0);
    expect(await acts('head')).toEqual(['read-report', 'more']);
  });

  test('of a report of several children once, not once a child', async () => {
    const { referralId } = await aReport(world, { another: 'yes' });
    const before = (await templatesTo(world, 'head')).length;
    await does('teacher').does(giveLateReason, { referralId, text: 'Nuk e dija' });
    expect((await templatesTo(world, 'head')).slice(before)).toEqual(['late-reason-given']);
  });
});

describe('when nobody else of the office may decide on declining', () => {
  async function alone(caseId: string) {
    for (const who of ['stand-in', 'intake']) {
      await does('head').does(exclude, { caseId, personId: id(who), reason: 'conflict-of-interest' });
    }
  }

  test('the admin is told and confirms', async () => {
    const { referralId, caseId } = await aReport(world);
    await alone(caseId);
    expect(await does('head').does(askDecline, { referralId, reason: 'duplicate' })).toMatchObject({ told: 1 });
    expect(await does('admin').last()).toMatchObject({ template: 'decline-asked', caseId });
    await does('admin').does(confirmDecline, { referralId });
    expect(await world.store.case.findUnique({ where: { id: caseId } })).toMatchObject({ closedReason: 'declined' });
  });

  test('or rejects; an excluded admin does neither, and the proposer hears that nobody can', async () => {
    const first = await aReport(world);
    await alone(first.caseId);
    await does('head').does(askDecline, { referralId: first.referralId, reason: 'duplicate' });
    await does('admin').does(rejectDecline, { referralId: first.referralId });
    expect((await does('head').last()).template).toBe('decline-rejected');

    const { referralId, caseId } = await aReport(world);
    await alone(caseId);
    await does('head').does(exclude, { caseId, personId: id('admin'), reason: 'conflict-of-interest' });
    expect(await does('head').does(askDecline, { referralId, reason: 'duplicate' })).toMatchObject({ told: 0 });
    expect(await reasonOf(does('admin').does(confirmDecline, { referralId }))).toBe('case-not-found');
  });

  test('with others left the admin is not told', async () => {
    const { referralId } = await aReport(world);
    const before = (await templatesTo(world, 'admin')).length;
    await does('head').does(askDecline, { referralId, reason: 'duplicate' });
    expect((await templatesTo(world, 'admin')).slice(before)).toEqual([]);
  });
});
