import type { ModalView } from '@slack/types';
import type { Line } from '../../../core/message.ts';
import { type Looked, nextPage, type Shown } from '../../dialogs/form-walk/window.ts';
import type { Opening } from '../../dialogs/turn.ts';
import { type Page, pagesOf } from '../../forms/page.ts';
import type { WindowParts } from '../parts.ts';
import { checkView } from './check.ts';
import { form } from './form.ts';
import { pageView } from './form-page.ts';
import { lastPage, sentPage } from './last-page.ts';
import type { Speaker } from './speaker.ts';
import { textView } from './text-window.ts';

/** The window in which a turn wants to go on. */
export async function opened(parts: WindowParts, speaker: Speaker, opening: Opening): Promise<ModalView> {
  if (opening.is === 'form') return drawn(parts, speaker, opening.draftId, (walk) => nextPage(walk));
  const view = await textView(parts, speaker, opening.messageId);
  return view ?? lastPage(speaker, 'closed', { text: 'refused.nothing-asked' });
}

interface Shape {
  /** Lines above the summary. */
  readonly before?: readonly Line[];
  /** The page was opened from the summary and goes back there. */
  readonly check?: boolean;
}

/** The draft as it stands now, on the page chosen, or the summary (null); of a draft that is none any more, what became of it. */
export async function drawn(
  parts: WindowParts,
  speaker: Speaker,
  draftId: string,
  choose: (walk: Shown) => Page | null,
  shape: Shape = {},
): Promise<ModalView> {
  const looked = await look(parts, speaker, draftId);
  if (looked.is === 'sent') return sentPage(speaker, looked.at);
  if (looked.is === 'gone') return lastPage(speaker, 'closed', looked.why);
  const page = choose(looked.walk);
  if (!page) return checkView(looked.walk, { speaker, ...shape });
  return pageView(looked.walk, page, { speaker, ...shape });
}

export const look = ({ store, keyring }: WindowParts, { listener }: Speaker, draftId: string): Promise<Looked> =>
  form.look({ db: store, keyring }, listener.personId, draftId);

export const pageNamed =
  (wanted: string) =>
  ({ filing, answers }: Shown): Page | null =>
    pagesOf(filing.form, answers).find(({ name }) => name === wanted) ?? null;
