import { assignManager } from '../../../core/case/assign-manager.ts';
import { answerDraft } from '../../../core/draft/answer.ts';
import { beginDraft } from '../../../core/draft/begin.ts';
import { newId } from '../../../core/id.ts';
import { sendReferral } from '../../../core/referral/send.ts';
import type { World } from '../../support/world.ts';

export interface Reported {
  readonly caseId: string;
  readonly number: string;
  readonly referralId: string;
  /** Every child's, in the order of the numbers. */
  readonly caseIds: readonly string[];
}

/** A report that was sent. By the teacher, of one child without danger, unless said otherwise. */
export async function aReport(
  world: World,
  { by = 'teacher', ...answers }: { by?: string } & Record<string, string> = {},
): Promise<Reported> {
  const reporter = world.as(by);
  const { draftId } = await reporter.does(beginDraft, { form: 'e-1' });
  await reporter.does(answerDraft, {
    draftId,
    answers: { danger: 'no', where: 'the market', what: 'carries loads', ...answers },
  });
  const { referralId } = await reporter.does(sendReferral, { draftId });
  const cases = await world.store.case.findMany({ where: { referralId }, orderBy: { number: 'asc' } });
  const [first] = cases;
  if (!first) throw new Error('a report without a case');
  return { caseId: first.id, number: first.number, referralId, caseIds: cases.map(({ id }) => id) };
}

/** A report that has a manager. */
export async function anAssigned(world: World, manager = 'manager-1'): Promise<Reported> {
  const reported = await aReport(world);
  const managerId = world.as(manager).personId;
  await world.as('head').does(assignManager, { caseId: reported.caseId, managerId });
  return reported;
}

/** What every filed form brings; the id of its draft, the case, when it happened. */
export const filed = (world: World, caseId: string) => ({
  id: newId(),
  caseId,
  happenedAt: world.clock.now().toISOString(),
});

export const obligation = (world: World, caseId: string, rule: string) =>
  world.store.obligation.findFirst({ where: { caseId, rule } });

export const kindsOf = async (world: World, caseId: string): Promise<string[]> =>
  (await world.store.fact.findMany({ where: { caseId }, orderBy: { seq: 'asc' } })).map(({ kind }) => kind);

export const templatesTo = async (world: World, persona: string): Promise<string[]> =>
  (await world.as(persona).told()).filter(({ kind }) => kind === 'send').map(({ template }) => template);
