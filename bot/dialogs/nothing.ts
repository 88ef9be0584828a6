import type { DialogPart } from './turn.ts';

/** Never silence: what comes without a question gets one helpful line, with buttons. */
export const nothingDialog: DialogPart = {
  hears: {
    nothing: async (turn) => {
      const { kind } = turn.incoming;
      const text =
        kind === 'file'
          ? 'refused.file-not-expected'
          : kind === 'other'
            ? 'talk.not-understood-kind'
            : 'talk.not-understood';
      await turn.replyLines([{ text }], {
        buttons: [
          { act: 'refer', does: 'refer' },
          { act: 'status', does: 'status' },
          { act: 'help', does: 'help' },
        ],
      });
    },
  },
};
