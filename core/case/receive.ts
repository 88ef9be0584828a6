import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { aReferral, type Happening, happened } from '../fact.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { tellReporter } from './tell-reporter.ts';
import { alreadyDone } from './who-did.ts';

const input = z.object({ caseId: z.uuid() });

/** Somebody of the office has the report in hand. The reporter hears "received", from whichever act it follows. */
export const receive = act('referral.receive', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, _wanted, found) {
    mustBeOpen(found);
    const { referral } = found;
    if (referral.receivedAt) {
      const { receivedAt: at, receivedById: byId, officeId } = referral;
      throw await alreadyDone(room.db, 'already-done', { at, byId, officeId });
    }
    return {
      result: { number: found.number },
      facts: await markReceived(room, referral.id),
      messages: await tellReporter(room.db, referral, found.id, 'received', room.now),
      audited: [`case:${found.id}`],
    };
  },
});

export async function markReceived(room: Room, referralId: string): Promise<Happening[]> {
  await room.db.referral.update({
    where: { id: referralId },
    data: { receivedAt: room.now, receivedById: room.by.id },
  });
  return [happened('referral.received', aReferral(referralId))];
}
