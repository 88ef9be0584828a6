import type { ModalView } from '@slack/types';
import type { Params } from '../../../core/message.ts';
import type { WindowParts } from '../parts.ts';
import { inSlackWords } from '../said.ts';
import { answerAction } from './field.ts';
import { LIMITS, modal, plain, section } from './limits.ts';
import { written } from './place.ts';
import type { Speaker } from './speaker.ts';

export const textBlock = 'text';

/** A question of the chat with a place to answer it. Null when nothing is asked any more. */
export async function textView(
  { store, render }: Pick<WindowParts, 'store' | 'render'>,
  speaker: Speaker,
  messageId: string,
): Promise<ModalView | null> {
  const { personId } = speaker.listener;
  const message = await store.message.findFirst({ where: { id: messageId, personId } });
  const open = await store.conversation.findUnique({ where: { personId } });
  if (!message || !open?.dialog) return null;
  const { id, template, params, field } = message;
  const { text } = await render({ id, template, params: params as Params, field, lane: 'answer' }, speaker.listener);
  return modal({
    callback: 'text',
    metadata: written({ dialog: open.dialog, state: JSON.stringify(open.state) }),
    title: speaker.word('window.write'),
    submit: speaker.word('common.send'),
    close: speaker.word('common.close'),
    blocks: [
      section(inSlackWords(text)),
      {
        type: 'input',
        block_id: textBlock,
        label: plain('label', speaker.word('window.your-text')),
        hint: plain('hint', speaker.word('window.text-hint')),
        element: { type: 'plain_text_input', action_id: answerAction, multiline: true, max_length: LIMITS.typed },
      },
    ],
  });
}
