import { linkToReport } from '../../core/referral/read.ts';
import type { DialogPart } from './turn.ts';

/** What was reported stands on a page of its own; the chat carries the link. */
export const readTheReport: DialogPart = {
  taps: {
    async 'read-report'(turn, having) {
      const { number, link } = await turn.through(linkToReport, { caseId: having['case'] });
      turn.keepButtons();
      await turn.reply('report-page', { case: number, link });
    },
  },
};
