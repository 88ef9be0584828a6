import { askReporter, readQuestion } from '../../core/case/ask-reporter.ts';
import { realClock } from '../../core/clock.ts';
import { makeLink } from '../../core/link.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart, Turn } from './turn.ts';

const cancel = { act: 'cancel', does: 'ask-no-more', label: 'common.cancel' };

/** A question of the office to the reporter, typed here and sealed. */
export const askTheReporter: DialogPart = {
  taps: {
    async 'ask-reporter'(turn, having) {
      const { id, number } = await mayReachCase(turn, having, 'referral.ask-reporter');
      turn.keepButtons();
      await turn.remember({ dialog: 'ask-reporter', state: { case: id } });
      await turn.replyLines([{ text: 'takeover.ask-what', params: { case: number } }], {
        buttons: [cancel],
        field: 'question',
      });
    },
    async 'ask-no-more'(turn) {
      if (turn.open?.dialog === 'ask-reporter') await turn.remember(null);
      await turn.replyLines([{ text: 'common.cancelled' }]);
    },
    async 'read-question'(turn, having) {
      turn.keepButtons();
      await pageOf(turn, String(having['question']));
    },
  },
  hears: {
    async 'ask-reporter'(turn, state) {
      if (turn.incoming.kind !== 'text') {
        await turn.replyLines([{ text: 'takeover.ask-in-words' }], { buttons: [cancel] });
        return;
      }
      const { number } = await turn.through(askReporter, { caseId: state['case'], question: turn.incoming.text });
      await turn.deleteIncoming();
      await turn.remember(null);
      await turn.replyLines([{ text: 'takeover.asked', params: { case: number } }]);
    },
  },
};

/** Question and answer stand on a page of their own. The door is asked before there is a link. */
export async function pageOf(turn: Turn, questionId: string): Promise<void> {
  await turn.through(readQuestion, { questionId });
  const purpose = { does: 'question', questionId } as const;
  const link = await makeLink(turn.db, turn.keyring, { personId: turn.by.id, purpose }, realClock.now());
  await turn.reply('question-page', { link });
}
