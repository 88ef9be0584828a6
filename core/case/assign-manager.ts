import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { refused } from '../errors.ts';
import { aCase, happened } from '../fact.ts';
import { type ButtonWanted, tell } from '../message.ts';
import { dueAfter } from '../obligations/calendar.ts';
import { ruleOf } from '../obligations/register.ts';
import { officeById, reckoningOf } from '../office.ts';
import { type FoundCase, findCase, mustBeOpen } from './find-case.ts';
import { tellReporter } from './tell-reporter.ts';
import { alreadyDone } from './who-did.ts';
import { notExcluded } from './who-to-tell.ts';

const input = z.object({
  caseId: z.uuid(),
  managerId: z.uuid(),
  /** The manager who is replaced. Without it a case that has one is not taken away by an old button. */
  insteadOf: z.uuid().optional(),
});

/** The head of services gives the case to a case manager (ILO guide, step 2: within 24 hours of the referral). */
export const assignManager = act('case.assign-manager', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { managerId, insteadOf }, found) {
    const { db, now, by } = room;
    mustBeOpen(found);
    if (found.managerId && (found.managerId !== insteadOf || found.managerId === managerId)) {
      const { assignedAt, assignedById: byId, officeId } = found;
      throw await alreadyDone(db, 'already-assigned', { at: assignedAt ?? now, byId, officeId });
    }
    await mustBeFree(room, found, managerId);
    await db.case.update({
      where: { id: found.id },
      data: { managerId, assignedAt: now, assignedById: by.id, acceptedAt: null },
    });
    const earlier = await notExcluded(db, [found.managerId], found.id);
    const due = await assessmentDue(room, found);
    const siblingsAssigned = await db.case.count({
      where: { referralId: found.referralId, id: { not: found.id }, assignedAt: { not: null } },
    });
    const first = found.assignedAt === null && siblingsAssigned === 0;
    return {
      result: { number: found.number, managerId },
      facts: [happened('case.assigned', aCase(found.id), { detail: { manager: managerId } })],
      messages: [
        tell(
          managerId,
          'case-assigned',
          { case: found.number, danger: found.danger ? 'yes' : 'no', ...(due ? { due: due.toISOString() } : {}) },
          { caseId: found.id, buttons: assignedButtons(found.id) },
        ),
        ...earlier.map((id) => tell(id, 'case-taken-away', { case: found.number }, { caseId: found.id })),
        // Once a report, not once a child.
        ...(first ? await tellReporter(db, found.referral, found.id, 'taken-over', now) : []),
      ],
      audited: [`case:${found.id}`],
      detail: { manager: managerId },
    };
  },
});

const assignedButtons = (caseId: string): ButtonWanted[] => [
  { act: 'see-whom', does: 'see-whom', having: { case: caseId } },
  { act: 'accept', does: 'accept', having: { case: caseId } },
  { act: 'conflict', does: 'conflict', having: { case: caseId } },
];

async function mustBeFree({ db, now }: Room, found: FoundCase, managerId: string): Promise<void> {
  const role = await db.role.findFirst({
    where: {
      personId: managerId,
      officeId: found.officeId,
      role: 'case-manager',
      fromAt: { lte: now },
      OR: [{ untilAt: null }, { untilAt: { gt: now } }],
      person: { deactivatedAt: null },
    },
  });
  if (!role) throw refused('not-a-manager');
  const excluded = await db.exclusion.findUnique({
    where: { caseId_personId: { caseId: found.id, personId: managerId } },
  });
  if (excluded) throw refused('manager-excluded');
}

/** Until when the initial assessment is owed; null when it was made. The first assignment starts the limit, a later one does not. */
async function assessmentDue({ db, now }: Room, found: FoundCase): Promise<Date | null> {
  const rule = ruleOf('initial-assessment-2h');
  const running = await db.obligation.findFirst({ where: { rule: rule.id, subjectType: 'case', subjectId: found.id } });
  if (running) return running.outcome ? null : running.dueAt;
  return dueAfter(now, rule.limit, await reckoningOf(db, await officeById(db, found.officeId)));
}
