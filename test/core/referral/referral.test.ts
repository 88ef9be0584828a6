import { beforeEach, describe, expect, test } from 'vitest';
import { attachDocument } from '../../../core/document/attach.ts';
import { answerDraft } from '../../../core/draft/answer.ts';
import { beginDraft } from '../../../core/draft/begin.ts';
import type { Answers } from '../../../core/draft/draft.ts';
import { newId } from '../../../core/id.ts';
import { answerQuestion } from '../../../core/question.ts';
import { answersPlace, sendReferral } from '../../../core/referral/send.ts';
import { supplementReferral } from '../../../core/referral/supplement.ts';
import { withdrawReferral } from '../../../core/referral/withdraw.ts';
import { isProof, openJson } from '../../../core/vault.ts';
import { keyOf } from '../../../core/vault-store.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
let teacher: Somebody;
beforeEach(async () => {
  world = await aWorld();
  teacher = world.as('teacher');
  return () => world.end();
});

const enough: Answers = { danger: 'no', where: 'Shkolla', what: 'Lodhet' };
const named = { childName: 'Shembull Fëmija', childBirth: '2015-05-01' };

async function sends(who: Somebody, answers: Answers = {}) {
  const { draftId } = await who.does(beginDraft, { form: 'e-1', given: { ...enough, ...answers } });
  return who.does(sendReferral, { draftId });
}

const told = async (persona: string, template: string) =>
  (await world.as(persona).told()).filter((message) => message.template === template);

test('one transaction makes report, child, case, facts, clocks and messages', async () => {
  const { referralId, reference, cases } = await sends(teacher, named);
  const referral = await world.store.referral.findUniqueOrThrow({ where: { id: referralId } });
  const key = await keyOf({ db: world.store, keyring: world.keyring }, { type: 'referral', id: referralId });
  expect(openJson(key, answersPlace(referralId), referral.sealedAnswers)).toMatchObject({ where: 'Shkolla' });
  expect(cases).toEqual(['QPR-2026-0001']);
  const open = await world.store.obligation.findMany({ where: { outcome: null }, orderBy: { rule: 'asc' } });
  expect(open.map(({ rule }) => rule)).toEqual(['case-manager-24h', 'home-visit-7d']);
  const receipt = (await teacher.told()).find(({ template }) => template === 'referral-receipt');
  expect(receipt?.params).toMatchObject({ reference, danger: 'no', by: '2026-11-24T08:00:00.000Z' });
  const shown = { reference, referredAt: referral.referredAt.toISOString() };
  expect(isProof(world.keyring, shown, String(receipt?.params['proof']))).toBe(true);
});

test('no name of a child stands outside the vault', async () => {
  const { referralId } = await sends(teacher, named);
  const rows = JSON.stringify([
    await world.store.fact.findMany({ select: { detail: true, kind: true } }),
    await world.store.message.findMany({ select: { params: true } }),
    await world.store.auditEntry.findMany({ select: { detail: true, act: true } }),
    await world.store.nameToken.findMany(),
    await world.store.referral.findUnique({ where: { id: referralId }, omit: { sealedAnswers: true } }),
  ]);
  expect(rows).not.toMatch(/Shembull|Shkolla|Lodhet/);
});

test('a report without the place or the reason is not sent', async () => {
  const { draftId } = await teacher.does(beginDraft, { form: 'e-1', given: { danger: 'yes', where: 'Shkolla' } });
  await expect(teacher.does(sendReferral, { draftId })).rejects.toMatchObject({ reason: 'draft-incomplete' });
  expect(await world.store.referral.count()).toBe(0);
});

test('a draft of somebody else is neither read, changed nor sent', async () => {
  const { draftId } = await teacher.does(beginDraft, { form: 'e-1', given: enough });
  const doctor = world.as('doctor');
  await expect(doctor.does(sendReferral, { draftId })).rejects.toMatchObject({ reason: 'not-allowed' });
  await expect(doctor.does(answerDraft, { draftId, answers: { where: 'x' } })).rejects.toMatchObject({
    reason: 'not-allowed',
  });
  const bytes = new Uint8Array(3);
  await expect(doctor.does(attachDocument, { draftId, name: 'a', bytes })).rejects.toMatchObject({
    reason: 'not-allowed',
  });
});

test('two sends at the same time make one report', async () => {
  const { draftId } = await teacher.does(beginDraft, { form: 'e-1', given: enough });
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => teacher.does(sendReferral, { draftId })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reason: 'draft-sent' });
  }
  expect(await world.store.case.count()).toBe(1);
});

describe('a second report on a known child', () => {
  const first = async () => {
    await sends(teacher, named);
    const manager = world.as('manager-1');
    await world.store.case.updateMany({ data: { managerId: manager.personId } });
    return manager;
  };

  test('is a case of its own, told to the manager of the first', async () => {
    await first();
    await sends(world.as('doctor'), { ...named, childName: 'Fëmija Shembulli' });
    expect(await world.store.case.count()).toBe(2);
    expect(await told('manager-1', 'referral-same-child')).toMatchObject([
      { params: { case: 'QPR-2026-0001', other: 'QPR-2026-0002' } },
    ]);
  });

  test('with another birth date, by somebody else, is told to nobody', async () => {
    await first();
    await sends(world.as('doctor'), { ...named, childBirth: '2011-01-01' });
    expect(await told('manager-1', 'referral-same-child')).toEqual([]);
  });

  test('that names the manager as the suspect is not told to the manager', async () => {
    await first();
    await sends(teacher, { ...named, suspectName: 'Arta Menaxheri' });
    expect(await told('manager-1', 'referral-same-child')).toEqual([]);
  });
});

test('when everybody who receives reports is meant, the admin is told', async () => {
  await world.store.role.updateMany({
    where: { role: { in: ['intake', 'stand-in'] } },
    data: { untilAt: world.clock.now() },
  });
  await sends(teacher, { suspectName: 'Drita Udhëheqja' });
  expect(await told('head', 'referral-arrived')).toEqual([]);
  expect(await told('admin', 'referral-arrived')).toHaveLength(1);
});

test('a first name alone shuts nobody out', async () => {
  await sends(teacher, { suspectName: 'Goran' });
  expect(await world.store.exclusion.count()).toBe(0);
});

test('a suspect who is named afterwards is shut out, and does not hear that something was added', async () => {
  const { referralId } = await sends(teacher);
  const { draftId } = await teacher.does(beginDraft, { form: 'e-1-more', given: { suspectName: 'Goran Zamenik' } });
  await teacher.does(supplementReferral, { referralId, draftId });
  expect(await world.store.exclusion.findMany()).toMatchObject([{ personId: world.as('stand-in').personId }]);
  expect(await told('stand-in', 'referral-supplemented')).toEqual([]);
  expect(await told('head', 'referral-supplemented')).toHaveLength(1);
});

test('a report is nobody’s to add to or take back but the reporter’s', async () => {
  const { referralId } = await sends(teacher);
  const doctor = world.as('doctor');
  await expect(doctor.does(withdrawReferral, { referralId })).rejects.toMatchObject({ reason: 'not-found' });
  const { draftId } = await doctor.does(beginDraft, { form: 'e-1-more' });
  await expect(doctor.does(supplementReferral, { referralId, draftId })).rejects.toMatchObject({ reason: 'not-found' });
});

test('after a minute a report is not undone: the office is asked and its clocks run on', async () => {
  const { referralId } = await sends(teacher);
  world.clock.advance('PT61S');
  expect(await teacher.does(withdrawReferral, { referralId })).toEqual({ undone: false });
  expect(await world.store.case.findFirst()).toMatchObject({ closedAt: null });
  expect(await told('head', 'referral-withdraw-asked')).toHaveLength(1);
});

test('the answer to a question is stored sealed, and whoever asked hears of it once', async () => {
  const { referralId } = await sends(teacher);
  const id = newId();
  const head = world.as('head');
  const asked = { askedAt: world.clock.now(), askedById: head.personId };
  await world.store.question.create({ data: { id, referralId, sealedQuestion: new Uint8Array(), ...asked } });
  const wanted = { questionId: id, text: 'Po, e pashë vetë' };
  await expect(world.as('doctor').does(answerQuestion, wanted)).rejects.toMatchObject({ reason: 'not-allowed' });
  await teacher.does(answerQuestion, wanted);
  await expect(teacher.does(answerQuestion, wanted)).rejects.toMatchObject({ reason: 'question-answered' });
  expect(await told('head', 'question-answered')).toHaveLength(1);
});
