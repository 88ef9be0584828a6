import type { Room } from '../act.ts';
import type { FoundCase } from './find-case.ts';

export type ExclusionReason = 'suspected' | 'conflict-of-interest';

/**
 * Puts a person on the exclusion list, takes the case from that person, and takes back what was not delivered yet.
 * A reason that is already there is not made weaker.
 */
export async function shutOut(
  { db, now, by }: Room,
  found: FoundCase,
  personId: string,
  reason: ExclusionReason,
): Promise<void> {
  await db.exclusion.upsert({
    where: { caseId_personId: { caseId: found.id, personId } },
    create: { caseId: found.id, personId, reason, at: now, byId: by.id },
    update: reason === 'suspected' ? { reason } : {},
  });
  await db.case.update({
    where: { id: found.id },
    data: {
      ...(found.managerId === personId ? { managerId: null, acceptedAt: null } : {}),
      ...(found.assistantId === personId ? { assistantId: null } : {}),
    },
  });
  await db.message.updateMany({
    where: { caseId: found.id, personId, sentAt: null, cancelledAt: null, failedAt: null },
    data: { cancelledAt: now, reason: 'excluded' },
  });
}
