import { refused } from '../../../core/errors.ts';
import { allDialogs } from '../../dialogs/all.ts';
import { walkDialog } from '../../dialogs/form-walk/filing.ts';
import type { DialogPart, Turn } from '../../dialogs/turn.ts';
import { offerWriting } from '../../dialogs/write.ts';
import { teamOf } from '../address.ts';
import type { Who, WindowParts } from '../parts.ts';
import { viewUpdate } from '../update-id.ts';
import { opened } from './draw.ts';
import { during } from './during.ts';
import { type Given, typedIn, type ViewResponse } from './given.ts';
import { readPlace, type TextPlace } from './place.ts';
import type { Speaker } from './speaker.ts';
import { textBlock } from './text-window.ts';

/**
 * What somebody typed goes to the dialog that asked for it, as if it had been typed into the chat. What is refused is thrown, so that
 * it is said in the window and nothing typed is lost; the answer comes in the chat.
 */
export async function textSubmitted(
  parts: WindowParts,
  speaker: Speaker,
  given: Given,
  who: Who,
): Promise<ViewResponse> {
  const place = readPlace('text', given.view.private_metadata);
  const typed = typedIn(given)[textBlock];
  const incoming = { kind: 'text', text: typeof typed === 'string' ? typed : '', edited: false } as const;
  const updateId = viewUpdate(teamOf(who.address), given.view.id, given.view.hash);
  const { next } = await during(parts, who, { updateId, incoming }, (turn) => heard(turn, place));
  return next ? { response_action: 'update', view: await opened(parts, speaker, next) } : undefined;
}

async function heard(turn: Turn, asked: TextPlace): Promise<void> {
  const { open, windows } = turn;
  // Another question of the same kind may stand open by now: nothing goes to where it does not belong.
  const isSame = open?.dialog === asked.dialog && JSON.stringify(open.state) === asked.state;
  const hears = isSame ? hearerOf(asked.dialog) : undefined;
  if (!open || !hears) throw refused('nothing-asked');
  await hears(turn, open.state);
  const after = turn.open;
  if (windows && after && after !== open && hearerOf(after.dialog)) await offerWriting(turn, windows);
}

/** A form has windows of its own. */
const hearerOf = (dialog: string) => (dialog === walkDialog ? undefined : hearers.get(dialog));

const hearers: ReadonlyMap<string, NonNullable<DialogPart['hears']>[string]> = new Map(
  allDialogs.flatMap(({ hears }) => Object.entries(hears ?? {})),
);
