import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { alreadyDone, lastFact } from './who-did.ts';
import { notExcluded } from './who-to-tell.ts';

const input = z.object({ caseId: z.uuid() });

/** The head confirms that the intervention is urgent (ILO guide l.2027-2028). */
export const confirmUrgency = act('case.confirm-urgency', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform({ db, now }, _wanted, found) {
    mustBeOpen(found);
    if (found.urgencyConfirmedAt) {
      const before = await lastFact(db, found.id, 'case.urgency-confirmed');
      const { urgencyConfirmedAt: at, officeId } = found;
      throw await alreadyDone(db, 'already-done', { at, byId: before?.byId ?? null, officeId });
    }
    await db.case.update({ where: { id: found.id }, data: { urgencyConfirmedAt: now } });
    const told = await notExcluded(db, [found.managerId, found.assistantId], found.id);
    return {
      result: { number: found.number },
      facts: [happened('case.urgency-confirmed', aCase(found.id))],
      messages: told.map((id) => tell(id, 'urgency-confirmed', { case: found.number }, { caseId: found.id })),
      audited: [`case:${found.id}`],
    };
  },
});
