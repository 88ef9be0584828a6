import type { ModalView } from '@slack/types';
import { actorOf } from '../../../core/actor.ts';
import { visibleCases } from '../../../core/case/read.ts';
import { refused } from '../../../core/errors.ts';
import type { Line } from '../../../core/message.ts';
import { type Looked, nextPage, type Shown } from '../../dialogs/form-walk/window.ts';
import { refusal } from '../../dialogs/refusal.ts';
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
  /** By field: under what name its input stands (block.ts). */
  readonly blocks?: Readonly<Record<string, string>>;
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

/** A draft that its person may still see: not one whose case was closed to them since, and none when they were deactivated. */
export async function look(parts: WindowParts, { listener }: Speaker, draftId: string): Promise<Looked> {
  const { store, keyring, clock } = parts;
  const looked = await form.look({ db: store, keyring }, listener.personId, draftId);
  if (looked.is !== 'open') return looked;
  const actor = await actorOf(store, listener.personId, clock.now());
  if (!actor?.active) return { is: 'gone', why: refusal(refused('person-deactivated')) };
  const { caseId } = looked.walk.draft;
  if (caseId === null) return looked;
  const seen = await store.case.count({ where: { AND: [visibleCases(actor), { id: caseId }] } });
  return seen > 0 ? looked : { is: 'gone', why: refusal(refused('case-not-found')) };
}

export const pageNamed =
  (wanted: string) =>
  ({ filing, answers }: Shown): Page | null =>
    pagesOf(filing.form, answers).find(({ name }) => name === wanted) ?? null;
