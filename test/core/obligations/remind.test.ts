import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDraft } from '../../../core/draft/answer.ts';
import { beginDraft } from '../../../core/draft/begin.ts';
import { speak } from '../../../core/obligations/remind.ts';
import { sendReferral } from '../../../core/referral/send.ts';
import { aWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world?.end());

async function aSentReport(): Promise<string> {
  const teacher = world.as('teacher');
  const { draftId } = await teacher.does(beginDraft, { form: 'e-1' });
  const answers = { danger: 'yes', where: 'here', what: 'this', identifiedAt: world.clock.now().toISOString() };
  await teacher.does(answerDraft, { draftId, answers });
  await teacher.does(sendReferral, { draftId });
  return draftId;
}

test('reminders of one case that are due together are all said, and none twice', async () => {
  const referralId = await aSentReport();
  const { id: caseId } = await world.store.case.findFirstOrThrow({ where: { referralId } });
  world.clock.advance('P9D');
  const open = await world.store.obligation.findMany({ where: { caseId, outcome: null } });
  expect(open.length).toBeGreaterThan(1);

  const { store, clock } = world;
  await Promise.all([...open, ...open, ...open].map(({ id }) => speak({ store, clock }, id)));

  const told = await store.told.findMany({ where: { obligationId: { in: open.map(({ id }) => id) } } });
  expect(new Set(told.map((one) => one.obligationId)).size).toBe(open.length);
  expect(await store.message.count({ where: { obligationId: { in: open.map(({ id }) => id) } } })).toBe(told.length);
});
