import { answerDraft } from '../../../core/draft/answer.ts';
import { deleteAfter } from '../../../core/draft/chores.ts';
import { discardDraft } from '../../../core/draft/discard.ts';
import { answersOf } from '../../../core/draft/draft.ts';
import { Refused, refused } from '../../../core/errors.ts';
import type { Line } from '../../../core/message.ts';
import { listenerOf } from '../../../core/rendering/listener.ts';
import type { VaultRoom } from '../../../core/vault-store.ts';
import { type Field, missingField } from '../../forms/form.ts';
import { type Page, pagesOf, pageWith } from '../../forms/page.ts';
import { refusal } from '../refusal.ts';
import type { Turn } from '../turn.ts';
import { offerWriting } from '../write.ts';
import { retire, stand } from './ask.ts';
import { type Filing, type Walk, walkDialog } from './filing.ts';
import { readTyped, type Typed } from './typed.ts';
import { file, filedOf, standingAt, walkOf } from './walk.ts';

export interface Kept {
  readonly walk: Walk;
  /** By field: why the answer cannot be kept. What is right was kept all the same. */
  readonly wrong: ReadonlyMap<string, Line>;
}

/** A draft as a window shows it. */
export type Looked =
  | { readonly is: 'open'; readonly walk: Shown }
  | { readonly is: 'sent'; readonly at: Date }
  | { readonly is: 'gone'; readonly why: Line };

export type Shown = Pick<Walk, 'filing' | 'draft' | 'answers'>;

/** A form in windows, page by page, over the same draft as in a chat. */
export interface FormWindow {
  /** The draft of that person as it stands now, outside of a turn: to draw a window. Nothing is said. */
  look(room: VaultRoom, personId: string, draftId: string): Promise<Looked>;
  /** The draft as it stands. Null when it was sent meanwhile; that is said in the chat. Refuses a foreign or discarded one. */
  open(turn: Turn, draftId: string): Promise<Walk | null>;
  /**
   * Keeps what stands in the window. `whole`: the person is done with these fields, so an empty required one is wrong and an
   * empty other one is skipped; otherwise what cannot be read yet is left.
   */
  keep(turn: Turn, walk: Walk, typed: Readonly<Record<string, Typed>>, whole: boolean): Promise<Kept>;
  /** After a whole page: a report in danger is sent at once. */
  reached(turn: Turn, walk: Walk): Promise<'filed' | 'go-on'>;
  /** Files the form; or says what is missing, or why it is refused. Nothing is lost then. */
  send(turn: Turn, walk: Walk): Promise<{ readonly missing?: Field; readonly refused?: Line }>;
  /** The window was closed: what was kept is a draft. */
  leave(turn: Turn, walk: Walk): Promise<void>;
  /** Nothing of it is wanted any more. */
  discard(turn: Turn, walk: Walk): Promise<void>;
}

export function formWindow(filings: readonly Filing[]): FormWindow {
  const byForm = new Map(filings.map((filing) => [filing.form.id, filing]));

  return {
    async look(room, personId, draftId) {
      const draft = await room.db.draft.findUnique({ where: { id: draftId } });
      const filing = byForm.get(draft?.form ?? '');
      if (!draft || !filing || draft.personId !== personId) {
        // A filed form of a case is gone as a draft: it has the draft's id.
        const filed = await room.db.filedForm.findFirst({ where: { id: draftId, byId: personId } });
        return filed ? { is: 'sent', at: filed.recordedAt } : { is: 'gone', why: refusal(refused('draft-not-found')) };
      }
      const { sentAt, discardedAt } = draft;
      if (sentAt) return { is: 'sent', at: sentAt };
      if (discardedAt) {
        return { is: 'gone', why: refusal(refused('draft-discarded', { at: discardedAt.toISOString() })) };
      }
      return { is: 'open', walk: { filing, draft, answers: await answersOf(room, draft) } };
    },

    async open(turn, draftId) {
      const draft = await turn.db.draft.findUnique({ where: { id: draftId }, select: { form: true, personId: true } });
      // A filed form of a case is gone as a draft: its content lies with the case.
      const filing = byForm.get(draft?.form ?? '');
      if (!draft || !filing || draft.personId !== turn.by.id) throw refused('draft-not-found');
      return walkOf(turn, filing, standingAt(turn, draftId) ?? { draft: draftId, form: filing.form.id, field: null });
    },

    async keep(turn, walk, typed, whole) {
      const { zone } = await listenerOf(turn.db, turn.by.id);
      const { right, wrong } = readTyped(walk, typed, whole, { now: turn.now, zone, answers: walk.answers });
      if (Object.keys(right).length === 0) return { walk, wrong };
      await retire(turn, walk.at);
      const { answers } = await turn.through(answerDraft, { draftId: walk.draft.id, answers: right });
      const { prompt: _, last: __, ...rest } = walk.at;
      const at = { ...rest, field: null };
      await stand(turn, at);
      return { walk: { ...walk, answers, at }, wrong };
    },

    async reached(turn, walk) {
      const { filing } = walk;
      if (!filing.reached || (await filing.reached(turn, filedOf(walk))) !== 'handled') return 'go-on';
      return 'filed';
    },

    async send(turn, walk) {
      const missing = missingField(walk.filing.form, walk.answers);
      if (missing) return { missing };
      try {
        await file(turn, walk);
      } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        return { refused: refusal(fault) };
      }
      if (turn.open && turn.open.dialog !== walkDialog && turn.windows) await offerWriting(turn, turn.windows);
      return {};
    },

    async leave(turn, walk) {
      // Something else may stand open by now.
      if (standingAt(turn, walk.draft.id)) await turn.remember(null);
      await turn.replyLines([{ text: 'form.saved', params: { days: deleteAfter } }], {
        buttons: [{ act: 'resume-draft', does: 'resume-draft', having: { draft: walk.draft.id } }],
      });
    },

    async discard(turn, walk) {
      await turn.through(discardDraft, { draftId: walk.draft.id });
      if (standingAt(turn, walk.draft.id)) await turn.remember(null);
      await turn.replyLines([{ text: 'common.cancelled' }]);
    },
  };
}

/** The next page on which something was not looked at yet, else the first on which something required is missing; null: all is answered. */
export function nextPage({ filing, answers }: Pick<Walk, 'filing' | 'answers'>, after?: string): Page | null {
  const pages = pagesOf(filing.form, answers);
  const at = pages.findIndex(({ name }) => name === after);
  const open = ({ fields }: Page) => fields.some(({ name }) => answers[name] === undefined);
  return pages.slice(at + 1).find(open) ?? missingPage({ filing, answers });
}

/** The page of the first question that has to be answered and is not. */
export function missingPage({ filing, answers }: Pick<Walk, 'filing' | 'answers'>): Page | null {
  const missing = missingField(filing.form, answers);
  return (missing && pageWith(pagesOf(filing.form, answers), missing)) ?? null;
}
