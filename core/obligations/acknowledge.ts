import { z } from 'zod';
import type { Prisma } from '../../prisma/client/generated/client.ts';
import { act, type Room } from '../act.ts';
import { findCase } from '../case/find-case.ts';
import { refused } from '../errors.ts';
import { happened, type SubjectType } from '../fact.ts';
import type { Matter } from '../permission.ts';

const input = z.object({ obligationId: z.uuid() });

/** "I have it": no more friendly reminders. The limit itself, and what the superiors hear, stay as they are. */
export const acknowledge = act('obligation.acknowledge', {
  input,
  find: (room, { obligationId }: z.infer<typeof input>) => findObligation(room, obligationId),
  async perform(_room, _wanted, { obligation }) {
    const { id, rule, caseId } = obligation;
    const subject = { type: obligation.subjectType as SubjectType, id: obligation.subjectId };
    const open = obligation.outcome === null;
    return {
      result: { rule, open, caseId },
      // A duty that somebody has met meanwhile needs no "I have it": said, not refused.
      facts: open
        ? [
            happened('obligation.acknowledged', subject, {
              ...(caseId ? { caseId } : {}),
              detail: { obligation: id, rule },
            }),
          ]
        : [],
      audited: [caseId ? `case:${caseId}` : `${subject.type}:${subject.id}`],
      detail: { obligation: id, rule },
    };
  },
});

async function findObligation(room: Room, obligationId: string): Promise<{ found: Found; matter: Matter }> {
  const obligation = await room.db.obligation.findUnique({ where: { id: obligationId } });
  if (!obligation) throw refused('not-found');
  const { matter } = obligation.caseId ? await findCase(room, obligation.caseId) : { matter: { officeIds: [] } };
  return { found: { obligation }, matter };
}

interface Found {
  readonly obligation: Prisma.ObligationGetPayload<object>;
}
