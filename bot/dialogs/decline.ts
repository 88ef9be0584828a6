import { askDecline, confirmDecline, declineReasons, rejectDecline } from '../../core/case/decline.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart } from './turn.ts';

/** A report that is not taken: one person proposes, a second one confirms. */
export const decline: DialogPart = {
  taps: {
    async decline(turn, having) {
      const { referralId, number } = await mayReachCase(turn, having, 'referral.ask-decline');
      turn.keepButtons();
      await turn.replyLines([{ text: 'takeover.which-decline', params: { case: number } }], {
        buttons: declineReasons.map((reason) => ({
          act: `choose:${reason}`,
          does: 'decline-because',
          having: { referral: referralId, reason },
          label: `takeover.decline.${reason}`,
        })),
      });
    },
    async 'decline-because'(turn, having) {
      const wanted = { referralId: having['referral'], reason: having['reason'] };
      const { number, told } = await turn.through(askDecline, wanted);
      const text = told > 0 ? 'takeover.decline-proposed' : 'takeover.decline-nobody';
      await turn.replyLines([{ text, params: { case: number } }]);
    },
    async 'confirm-decline'(turn, having) {
      const { number } = await turn.through(confirmDecline, { referralId: having['referral'] });
      await turn.replyLines([{ text: 'takeover.declined', params: { case: number } }]);
    },
    async 'reject-decline'(turn, having) {
      const { number } = await turn.through(rejectDecline, { referralId: having['referral'] });
      await turn.replyLines([{ text: 'takeover.decline-undone', params: { case: number } }]);
    },
  },
};
