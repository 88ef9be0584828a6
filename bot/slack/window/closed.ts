import { Refused } from '../../../core/errors.ts';
import { teamOf } from '../address.ts';
import type { Who, WindowParts } from '../parts.ts';
import { viewUpdate } from '../update-id.ts';
import { look } from './draw.ts';
import { during } from './during.ts';
import { form, openIn } from './form.ts';
import { changedIn, viewPayload } from './given.ts';
import { readPlace } from './place.ts';
import { speakerTo } from './speaker.ts';

/** A form was closed: what stands in it is kept as a draft, and the chat says how to go on. Nothing is said of one that was sent. */
export async function viewClosed(parts: WindowParts, payload: unknown, who: Who): Promise<void> {
  const given = viewPayload.parse(payload);
  const { view } = given;
  if (view.callback_id !== 'form' && view.callback_id !== 'check') return;
  const { draft } = readPlace(view.callback_id, view.private_metadata);
  const speaker = await speakerTo(parts, who.personId);
  if ((await look(parts, speaker, draft)).is !== 'open') return;
  const updateId = `${viewUpdate(teamOf(who.address), view.id, view.hash)}:closed`;
  await during(parts, who, { updateId }, async (turn) => {
    const walk = await openIn(turn, draft);
    if (!walk) return;
    const kept = await form.keep(turn, walk, changedIn(given, walk.answers), false);
    await form.leave(turn, kept.walk);
  }).catch((fault) => {
    // Discarded at this very moment: there is nothing to keep.
    if (!(fault instanceof Refused)) throw fault;
  });
}
