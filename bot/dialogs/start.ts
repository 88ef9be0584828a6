import { linkAccount } from '../../core/account/link.ts';
import { tell } from '../../core/message.ts';
import { languageButtons } from './language.ts';
import type { DialogPart, Turn } from './turn.ts';

/** `start` alone greets; `start <code>` binds this chat to the person who was invited. */
export const startDialog: DialogPart = {
  commands: { start: (turn, code) => (code.trim() === '' ? greet(turn) : link(turn, code)) },
};

async function greet(turn: Turn): Promise<void> {
  const { verified } = turn.by;
  await turn.reply(
    'greeting',
    { channel: turn.account.channel, verified: verified ? 'yes' : 'no' },
    {
      buttons: [
        { act: 'refer', does: 'refer' },
        ...(verified ? [] : [{ act: 'i-am-a-child', does: 'refer.child', label: 'button.i-am-a-child' }]),
        { act: 'help', does: 'help' },
        ...languageButtons,
      ],
    },
  );
}

/** The answer goes to the invited person, whose chat this is from now on. The message with the code goes out of it. */
async function link(turn: Turn, code: string): Promise<void> {
  const { personId } = await turn.through(linkAccount, { code, accountId: turn.account.id });
  const { ref } = turn.incoming.kind === 'command' ? turn.incoming : { ref: undefined };
  const here = { accountId: turn.account.id };
  await turn.say([
    ...(ref ? [tell(personId, 'delete-answer', {}, { ...here, kind: 'delete' as const, targetRef: ref })] : []),
    tell(
      personId,
      'linked',
      { channel: turn.account.channel },
      {
        ...here,
        buttons: [{ act: 'refer', does: 'refer' }, { act: 'help', does: 'help' }, ...languageButtons],
      },
    ),
  ]);
}
