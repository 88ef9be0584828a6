import { refused } from '../../core/errors.ts';
import type { DialogPart, Turn, Windows } from './turn.ts';

/** Offers a window to type in what was just asked for, and opens it where the platform lets it. */
export async function offerWriting(turn: Turn, { open }: Windows): Promise<void> {
  const messageId = turn.lastReply();
  if (!messageId) return;
  await turn.replyLines([{ text: 'talk.write-in-window' }], {
    buttons: [{ act: 'write', does: 'write', having: { message: messageId }, label: 'button.write' }],
  });
  open?.({ is: 'text', messageId });
}

/** The window again, after it was closed. */
export const writeDialog: DialogPart = {
  taps: {
    write: async (turn, having) => {
      turn.keepButtons();
      if (!turn.open) throw refused('nothing-asked');
      turn.windows?.open?.({ is: 'text', messageId: String(having['message']) });
    },
  },
};
