import { sameAs, seeMatches } from '../../core/case/same-as.ts';
import type { DialogPart } from './turn.ts';

/** Cases that may be of the same child. Nothing merges by itself. */
export const sameChild: DialogPart = {
  taps: {
    async matches(turn, having) {
      const caseId = String(having['case']);
      const { number, matches, sameAsId } = await turn.through(seeMatches, { caseId });
      turn.keepButtons();
      const open = matches.filter(({ id }) => id !== sameAsId).slice(0, 8);
      const text = open.length > 0 ? 'takeover.matches' : 'takeover.no-matches';
      await turn.replyLines([{ text, params: { case: number } }], {
        buttons: open.map((one) => ({
          act: `same-as:${one.number}`,
          does: 'same-as',
          having: { case: caseId, other: one.id },
          params: { other: one.number, whole: one.score === 1 ? 'yes' : 'no' },
        })),
      });
    },
    async 'same-as'(turn, having) {
      const { number, other } = await turn.through(sameAs, { caseId: having['case'], otherId: having['other'] });
      await turn.replyLines([{ text: 'takeover.linked', params: { case: number, other } }]);
    },
  },
};
