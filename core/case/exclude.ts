import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { aCase, happened } from '../fact.ts';
import { findCase } from './find-case.ts';
import { shutOut } from './shut-out.ts';
import { alreadyDone } from './who-did.ts';

const input = z.object({ caseId: z.uuid(), personId: z.uuid(), reason: z.enum(['suspected', 'conflict-of-interest']) });

/** The suspect may be a colleague: from now on that person may know nothing of the case, and is not told of this. */
export const exclude = act('case.exclude', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { personId, reason }, found) {
    const { db } = room;
    if (!(await db.person.findUnique({ where: { id: personId }, select: { id: true } })))
      throw refused('person-not-found');
    const before = await db.exclusion.findUnique({ where: { caseId_personId: { caseId: found.id, personId } } });
    if (before && (before.reason === reason || before.reason === 'suspected')) {
      throw await alreadyDone(db, 'already-done', { at: before.at, byId: before.byId, officeId: found.officeId });
    }
    await shutOut(room, found, personId, reason);
    return {
      result: { number: found.number, wasManager: found.managerId === personId },
      facts: [happened('case.excluded', aCase(found.id), { detail: { person: personId, reason } })],
      audited: [`case:${found.id}`],
      detail: { person: personId, reason },
    };
  },
});
