import { z } from 'zod';
import { act } from '../act.ts';
import { longestText, plainText } from '../draft/plain-text.ts';
import { refused } from '../errors.ts';
import { aReferral, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { seal } from '../vault.ts';
import { keyOf } from '../vault-store.ts';
import { readButtons } from './may-read.ts';
import { ownReferral } from './own-referral.ts';
import { readersOf } from './readers.ts';

export const lateReasonPlace = (referralId: string) => ({
  table: 'referral',
  column: 'sealed_late_reason',
  row: referralId,
});

const input = z.object({
  referralId: z.uuid(),
  text: z.string().transform(plainText).pipe(z.string().min(1).max(longestText)),
});

/** Why a report came later than its limit. Nobody has to say. The office hears that it was said, not what. */
export const giveLateReason = act('referral.give-late-reason', {
  input,
  find: ownReferral<z.infer<typeof input>>,
  async perform({ db, now, keyring }, { text }, { referral, cases }) {
    if (referral.sealedLateReason) throw refused('already-answered');
    const key = await keyOf({ db, keyring }, { type: 'referral', id: referral.id });
    await db.referral.update({
      where: { id: referral.id },
      data: { sealedLateReason: seal(key, lateReasonPlace(referral.id), text) },
    });
    const readers = await readersOf(db, cases, [], now);
    return {
      result: null,
      facts: [happened('referral.late-reason-given', aReferral(referral.id))],
      messages: readers.map(({ personId, one }) =>
        tell(
          personId,
          'late-reason-given',
          { case: one.number, at: now.toISOString() },
          { caseId: one.id, buttons: readButtons(one, personId) },
        ),
      ),
      audited: cases.map(({ id }) => `case:${id}`),
    };
  },
});
