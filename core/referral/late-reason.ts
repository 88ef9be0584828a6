import { z } from 'zod';
import { act } from '../act.ts';
import { longestText, plainText } from '../draft/plain-text.ts';
import { refused } from '../errors.ts';
import { aReferral, happened } from '../fact.ts';
import { seal } from '../vault.ts';
import { keyOf } from '../vault-store.ts';
import { ownReferral } from './own-referral.ts';

const input = z.object({
  referralId: z.uuid(),
  text: z.string().transform(plainText).pipe(z.string().min(1).max(longestText)),
});

/** Why a report came later than its limit. Nobody has to say. */
export const giveLateReason = act('referral.give-late-reason', {
  input,
  find: ownReferral<z.infer<typeof input>>,
  async perform({ db, keyring }, { text }, { referral, cases }) {
    if (referral.sealedLateReason) throw refused('already-answered');
    const key = await keyOf({ db, keyring }, { type: 'referral', id: referral.id });
    const place = { table: 'referral', column: 'sealed_late_reason', row: referral.id };
    await db.referral.update({ where: { id: referral.id }, data: { sealedLateReason: seal(key, place, text) } });
    return {
      result: null,
      facts: [happened('referral.late-reason-given', aReferral(referral.id))],
      audited: cases.map(({ id }) => `case:${id}`),
    };
  },
});
