import type { DialogPart } from './turn.ts';

/** Nobody is asked for a progress report before there is a table: that is said. To report a child is `refer`. */
export const report: DialogPart = {
  commands: {
    async report(turn) {
      await turn.replyLines([{ text: 'case.no-reports' }], { buttons: [{ act: 'refer', does: 'refer' }] });
    },
  },
};
