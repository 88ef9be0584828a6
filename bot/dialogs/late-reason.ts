import { giveLateReason } from '../../core/referral/late-reason.ts';
import type { Field } from '../forms/form.ts';
import { readAnswer } from '../forms/read-answer.ts';
import type { DialogPart, Turn } from './turn.ts';

const dialog = 'late-reason';
const reason: Field = {
  name: 'lateReason',
  section: 'time',
  kind: 'text',
  most: 2000,
  personal: true,
  required: false,
};

/** After a report that came later than its limit: thanked and sent already, so that nobody is kept from it by the question. */
export async function askWhyLate(turn: Turn, referralId: string): Promise<void> {
  await turn.remember({ dialog, state: { referral: referralId } });
  await turn.replyLines([{ text: 'referral.late-ask' }], {
    field: reason.name,
    buttons: [{ act: 'skip', does: 'late-reason.skip', label: 'common.skip' }],
  });
}

export const lateReasonDialog: DialogPart = {
  taps: {
    'late-reason.skip': async (turn) => {
      await turn.remember(null);
      await turn.replyLines([{ text: 'referral.late-skipped' }]);
    },
  },
  hears: {
    [dialog]: async (turn, state) => {
      if (turn.incoming.kind !== 'text') {
        await turn.replyLines([{ text: 'refused.answer-not-text' }]);
        return;
      }
      const text = readAnswer(reason, turn.incoming.text, { now: turn.now, zone: 'UTC', answers: {} });
      await turn.through(giveLateReason, { referralId: state['referral'], text });
      await turn.deleteIncoming();
      await turn.remember(null);
      await turn.replyLines([{ text: 'referral.late-stored' }]);
    },
  },
};
