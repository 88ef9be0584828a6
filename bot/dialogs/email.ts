import { giveEmail, removeEmail } from '../../core/account/email.ts';
import { type EmailState, emailAddress, emailState, emailsOf } from '../../core/account/email-address.ts';
import { isEmailOffered } from '../../core/account/email-offered.ts';
import type { ButtonWanted, Line } from '../../core/message.ts';
import type { DialogPart, Turn } from './turn.ts';

const dialog = 'email';

/** The address for the last channel is typed here and stored sealed: taken out of the chat, and never repeated. */
export const emailDialog: DialogPart = {
  taps: {
    email: async (turn) => {
      if (!(await isEmailOffered(turn.db))) return void (await turn.replyLines([{ text: 'email.off' }]));
      await turn.remember({ dialog, state: {} });
      await ask(turn, []);
    },
    'email.cancel': async (turn) => {
      if (turn.open?.dialog === dialog) await turn.remember(null);
      await turn.replyLines([{ text: 'email.left' }]);
    },
    'email.remove': async (turn) => {
      await turn.through(removeEmail, {});
      await turn.replyLines([{ text: 'email.removed' }]);
    },
  },
  hears: {
    [dialog]: async (turn) => {
      if (turn.incoming.kind !== 'text') {
        await turn.replyLines([{ text: 'refused.answer-not-text' }]);
        return;
      }
      // Whatever it is, it was meant to be an address.
      await turn.deleteIncoming();
      const typed = emailAddress.safeParse(turn.incoming.text);
      if (!typed.success) return ask(turn, [{ text: 'email.unreadable' }]);
      await turn.remember(null);
      const state = await turn.through(giveEmail, { address: typed.data });
      await turn.replyLines([{ text: state === 'confirmed' ? 'email.already' : 'email.stored' }]);
    },
  },
};

async function ask(turn: Turn, before: readonly Line[]): Promise<void> {
  await turn.replyLines([...before, { text: 'email.ask' }], {
    field: 'emailAddress',
    buttons: [{ act: 'cancel', does: 'email.cancel', label: 'common.cancel' }],
  });
}

/** What the settings say of mail, and what can be done: nothing where no mail is sent. */
export async function emailInSettings(turn: Turn): Promise<{ lines: Line[]; buttons: ButtonWanted[] }> {
  const own = (await emailsOf(turn.db, turn.by.id)).map((account) => ({ ...account, state: emailState(account) }));
  const newest = (state: EmailState) => own.findLast((account) => account.state === state);
  const last = newest('unconfirmed') ?? newest('confirmed') ?? newest('dead');
  const isBounced = last?.state === 'dead' && last.deadReason === 'bounced';
  const live = last && last.state !== 'dead' ? last : undefined;
  if (!live && !(await isEmailOffered(turn.db))) return { lines: [], buttons: [] };
  const said =
    live?.state === 'confirmed' && live.stoppedAt ? 'stopped' : (live?.state ?? (isBounced ? 'bounced' : 'no'));
  return {
    lines: [{ text: 'email.state', params: { state: said } }],
    buttons: [
      { act: 'email', does: 'email', label: live ? 'email.button.change' : 'email.button.give' },
      ...(live ? [{ act: 'email-remove', does: 'email.remove', label: 'email.button.remove' }] : []),
    ],
  };
}
