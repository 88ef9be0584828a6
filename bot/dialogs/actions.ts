import type { DialogPart } from './turn.ts';

/** Actions come from a plan, and there is no plan yet: that is said, with what there is. */
export const actions: DialogPart = {
  commands: {
    async actions(turn) {
      await turn.replyLines([{ text: 'case.no-actions' }], { buttons: [{ act: 'deadlines', does: 'deadlines' }] });
    },
  },
};
