import { z } from 'zod';
import { tell } from '../../core/message.ts';
import type { DialogPart, Having, Turn } from './turn.ts';

const intent = z.looseObject({ does: z.string() });

/** A button of somebody else, or one that never was, says the same: nothing to learn from it. */
export async function tapped(turn: Turn, id: string, taps: Required<DialogPart>['taps']): Promise<void> {
  const button = await turn.db.button.findUnique({ where: { id }, include: { message: true } });
  if (!button || button.personId !== turn.by.id) {
    await turn.replyLines([{ text: 'talk.button-unknown' }]);
    return;
  }
  const { does, ...having } = intent.parse(button.intent);
  const tap = taps[does];
  if (!tap) throw new Error(`no tap ${does}`);
  if (button.usedAt) {
    await turn.replyLines([{ text: 'talk.button-used', params: { at: button.usedAt.toISOString() } }]);
    return;
  }
  let kept = false;
  const keepButtons = () => {
    kept = true;
  };
  // Not a copy: what the tap remembers is what it finds open afterwards.
  await tap(Object.create(turn, { keepButtons: { value: keepButtons } }) as Turn, having as Having);
  if (kept) return;
  await turn.db.button.updateMany({ where: { messageId: button.messageId }, data: { usedAt: turn.now } });
  await sayAgain(turn, [button.message, ...(await answeredWith(turn, button))]);
}

interface Shown {
  readonly id: string;
  readonly template: string;
  readonly params: unknown;
  readonly accountId: string | null;
}

/** The same button of the same person elsewhere, in another chat or further up, is answered too. */
async function answeredWith(turn: Turn, { intent: wanted, messageId }: { intent: unknown; messageId: string }) {
  return turn.db.$queryRaw<Shown[]>`
    WITH same AS (UPDATE button SET used_at = ${turn.now}
      WHERE person_id = ${turn.by.id}::uuid AND used_at IS NULL AND intent = ${JSON.stringify(wanted)}::jsonb
        AND message_id <> ${messageId}::uuid RETURNING message_id)
    SELECT id, template, params, account_id AS "accountId" FROM message
    WHERE id IN (SELECT message_id FROM same) AND kind = 'send' AND sent_at IS NOT NULL`;
}

/** The messages once more, without the buttons that were used. */
async function sayAgain(turn: Turn, messages: readonly Shown[]): Promise<void> {
  await turn.say(
    messages.map(({ id, template, params, accountId }) =>
      tell(turn.by.id, template, params as Record<string, unknown>, {
        kind: 'edit',
        targetId: id,
        lane: 'answer',
        ...(accountId ? { accountId } : {}),
      }),
    ),
  );
}
