import type { Opening } from '../../dialogs/turn.ts';
import type { Who, WindowParts } from '../parts.ts';
import { codeOf } from '../trouble.ts';
import { opened } from './draw.ts';
import { during } from './during.ts';
import { speakerTo } from './speaker.ts';

/** Opens a window while the trigger lives (3 s). Where that was too late, or failed, the chat offers a button that opens it. */
export async function openWindow(
  parts: WindowParts,
  opening: Opening,
  { triggerId }: { readonly triggerId: string },
  who: Who,
): Promise<void> {
  try {
    const speaker = await speakerTo(parts, who.personId);
    await parts.client.views.open({ trigger_id: triggerId, view: await opened(parts, speaker, opening) });
  } catch (trouble) {
    parts.log.warn({ channel: 'slack', code: codeOf(trouble) }, 'a window was not opened');
    await offered(parts, opening, who);
  }
}

async function offered(parts: WindowParts, opening: Opening, who: Who): Promise<void> {
  const button =
    opening.is === 'form'
      ? { does: 'resume-draft', having: { draft: opening.draftId }, label: 'button.open-form' }
      : { does: 'write', having: { message: opening.messageId }, label: 'button.write' };
  await during(parts, who, { updateId: null }, (turn) =>
    turn.replyLines([{ text: 'window.not-opened' }], { buttons: [{ act: button.does, ...button }] }),
  );
}
