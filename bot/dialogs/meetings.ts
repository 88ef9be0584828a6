import type { DialogPart } from './turn.ts';

/** Meetings of the table are not called here yet: that is said, with what there is. */
export const meetings: DialogPart = {
  commands: {
    async meetings(turn) {
      await turn.replyLines([{ text: 'case.no-meetings' }], { buttons: [{ act: 'deadlines', does: 'deadlines' }] });
    },
  },
};
