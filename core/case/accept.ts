import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { tellReporter } from './tell-reporter.ts';
import { alreadyDone } from './who-did.ts';
import { notExcluded } from './who-to-tell.ts';

const input = z.object({ caseId: z.uuid() });

/**
 * The manager has no conflict of interest and takes the case: this opens it (decision 0005).
 * A later manager accepts too, but opens nothing anew.
 */
export const accept = act('case.accept', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform({ db, now, by }, _wanted, found) {
    mustBeOpen(found);
    if (found.acceptedAt) {
      throw await alreadyDone(db, 'already-done', { at: found.acceptedAt, byId: by.id, officeId: found.officeId });
    }
    const opened = await db.case.count({ where: { referralId: found.referralId, openedAt: { not: null } } });
    await db.case.update({ where: { id: found.id }, data: { acceptedAt: now, openedAt: found.openedAt ?? now } });
    const assigners = await notExcluded(db, [found.assignedById], found.id);
    return {
      result: { number: found.number },
      facts: [
        happened('case.accepted', aCase(found.id)),
        ...(found.openedAt ? [] : [happened('case.opened', aCase(found.id))]),
      ],
      messages: [
        ...assigners
          .filter((id) => id !== by.id)
          .map((id) => tell(id, 'case-accepted', { case: found.number, who: by.id }, { caseId: found.id })),
        // Once a report, not once a child.
        ...(opened > 0 ? [] : await tellReporter(db, found.referral, found.id, 'in-work', now)),
      ],
      audited: [`case:${found.id}`],
    };
  },
});
