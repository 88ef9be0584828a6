import type { FormWalk } from './form-walk.ts';
import type { DialogPart } from './turn.ts';

/** Out of whatever stands open. A form asks first what becomes of its draft. */
export const cancelDialog = (walk: FormWalk): DialogPart => ({
  commands: {
    cancel: async (turn) => {
      const { open } = turn;
      const draft = open?.state['draft'];
      const ask = walk.taps['form.cancel'];
      if (ask && typeof draft === 'string') return ask(turn, { draft });
      await turn.remember(null);
      await turn.replyLines([{ text: open ? 'talk.left' : 'talk.nothing-open' }]);
    },
  },
});
