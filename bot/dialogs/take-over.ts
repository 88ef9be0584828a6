import { accept } from '../../core/case/accept.ts';
import { confirmDanger } from '../../core/case/confirm-danger.ts';
import { confirmUrgency } from '../../core/case/confirm-urgency.ts';
import { conflictReasons, declareConflict } from '../../core/case/conflict.ts';
import { receive } from '../../core/case/receive.ts';
import { linkToWhom } from '../../core/case/see-whom.ts';
import type { ButtonWanted } from '../../core/message.ts';
import { acknowledge } from '../../core/obligations/acknowledge.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart, Having, Turn } from './turn.ts';

const buttons = (having: Having, ...does: string[]): ButtonWanted[] =>
  does.map((one) => ({ act: one, does: one, having: { case: String(having['case']) } }));

/** What the head and the stand-in do next; for everybody else the list of the case. */
const next = (turn: Turn): string[] =>
  turn.by.held.some(({ role }) => role === 'head' || role === 'stand-in') ? ['assign', 'more'] : ['more'];

/** From the arrival of a report to "I take the case". */
export const takeOver: DialogPart = {
  taps: {
    async receive(turn, having) {
      const { number } = await turn.through(receive, { caseId: having['case'] });
      const more = { buttons: buttons(having, ...next(turn)) };
      await turn.replyLines([{ text: 'takeover.received', params: { case: number } }], more);
    },
    async 'confirm-danger'(turn, having) {
      const { number } = await turn.through(confirmDanger, { caseId: having['case'] });
      const more = { buttons: buttons(having, ...next(turn)) };
      await turn.replyLines([{ text: 'takeover.danger-in-hand', params: { case: number } }], more);
    },
    async 'confirm-urgency'(turn, having) {
      const { number } = await turn.through(confirmUrgency, { caseId: having['case'] });
      await turn.replyLines([{ text: 'takeover.urgency-said', params: { case: number } }]);
    },
    async 'see-whom'(turn, having) {
      const { number, link } = await turn.through(linkToWhom, { caseId: having['case'] });
      turn.keepButtons();
      await turn.reply('whom', { case: number, link });
    },
    async accept(turn, having) {
      const { number } = await turn.through(accept, { caseId: having['case'] });
      await turn.replyLines([{ text: 'takeover.accepted', params: { case: number } }], {
        buttons: buttons(having, 'read-report', 'initial-assessment', 'register', 'more'),
      });
    },
    async conflict(turn, having) {
      const { id, number } = await mayReachCase(turn, having, 'case.declare-conflict');
      turn.keepButtons();
      await turn.replyLines([{ text: 'takeover.which-conflict', params: { case: number } }], {
        buttons: conflictReasons.map((reason) => ({
          act: `choose:${reason}`,
          does: 'conflict-because',
          having: { case: id, reason },
          label: `takeover.conflict.${reason}`,
        })),
      });
    },
    async 'conflict-because'(turn, having) {
      const { number } = await turn.through(declareConflict, { caseId: having['case'], reason: having['reason'] });
      await turn.replyLines([{ text: 'takeover.conflict-said', params: { case: number } }]);
    },
    async 'i-have-it'(turn, having) {
      const { open } = await turn.through(acknowledge, { obligationId: having['obligation'] });
      // The button that fulfils the duty stands in the same message and is still needed.
      turn.keepButtons();
      await turn.replyLines([{ text: open ? 'takeover.acknowledged' : 'takeover.met-already' }]);
    },
  },
};
