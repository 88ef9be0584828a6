import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { type FoundCase, findCase, mustBeOpen } from './find-case.ts';
import { markReceived } from './receive.ts';
import { tellReporter } from './tell-reporter.ts';
import { alreadyDone, lastFact } from './who-did.ts';
import { notExcluded } from './who-to-tell.ts';

const input = z.object({ caseId: z.uuid() });

/** "I have it" for a child in danger: whoever of the office taps first. One report, one tap: it stops the duty order for all its children. */
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
    const together = [found.id, ...(await unconfirmedBesides(room, found))];
    return {
      result: { number: found.number },
      facts: [
        ...together.map((id) => happened('danger.confirmed', aCase(id))),
        ...(first ? await markReceived(room, found.referralId) : []),
      ],
      messages: [
        ...(first ? await tellReporter(db, found.referral, found.id, 'received', now) : []),
        ...told
          .filter((id) => id !== by.id)
          .map((id) => tell(id, 'danger-confirmed', { case: found.number, who: by.id }, { caseId: found.id })),
      ],
      audited: together.map((id) => `case:${id}`),
    };
  },
});

/** The other children of the same report in this office that nobody has confirmed, and that the person may know of. */
async function unconfirmedBesides({ db, by }: Room, found: FoundCase): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM "case" c
    WHERE c.referral_id = ${found.referralId}::uuid AND c.office_id = ${found.officeId}::uuid AND c.id <> ${found.id}::uuid
      AND c.danger AND c.closed_at IS NULL
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = c.id AND e.person_id = ${by.id}::uuid)
      AND NOT EXISTS (SELECT FROM fact f WHERE f.case_id = c.id AND f.kind = 'danger.confirmed'
        AND NOT EXISTS (SELECT FROM fact v WHERE v.voids_id = f.id))
    ORDER BY c.id FOR NO KEY UPDATE OF c`;
  return rows.map(({ id }) => id);
}
