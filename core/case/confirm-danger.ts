import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { markReceived } from './receive.ts';
import { tellReporter } from './tell-reporter.ts';
import { alreadyDone, lastFact } from './who-did.ts';
import { notExcluded } from './who-to-tell.ts';

const input = z.object({ caseId: z.uuid() });

/** "I have it" for a child in danger: whoever of the office taps first. Stops the duty order for this child. */
export const confirmDanger = act('case.confirm-danger', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, _wanted, found) {
    mustBeOpen(found);
    const { db, now, by } = room;
    const before = await lastFact(db, found.id, 'danger.confirmed');
    if (before) throw await alreadyDone(db, 'already-done', { ...before, officeId: found.officeId });
    const first = !found.referral.receivedAt;
    const told = await notExcluded(db, [found.managerId], found.id);
    return {
      result: { number: found.number },
      facts: [
        happened('danger.confirmed', aCase(found.id)),
        ...(first ? await markReceived(room, found.referralId) : []),
      ],
      messages: [
        ...(first ? await tellReporter(db, found.referral, found.id, 'received', now) : []),
        ...told
          .filter((id) => id !== by.id)
          .map((id) => tell(id, 'danger-confirmed', { case: found.number, who: by.id }, { caseId: found.id })),
      ],
      audited: [`case:${found.id}`],
    };
  },
});
