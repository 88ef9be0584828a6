import { answerDraft } from '../../../core/draft/answer.ts';
import { deleteAfter } from '../../../core/draft/chores.ts';
import { Refused, refused } from '../../../core/errors.ts';
import type { Line } from '../../../core/message.ts';
import { listenerOf } from '../../../core/rendering/listener.ts';
import { type Answer, type Answers, askedFields, type Field } from '../../forms/form.ts';
import { type Page, pagesOf } from '../../forms/page.ts';
import { readAnswer } from '../../forms/read-answer.ts';
import type { Reading } from '../../forms/read-date.ts';
import { refusal } from '../refusal.ts';
import type { Turn } from '../turn.ts';
import { offerWriting } from '../write.ts';
import { retire, stand } from './ask.ts';
import { type Filing, type Walk, walkDialog } from './filing.ts';
import { file, filedOf, standingAt, walkOf } from './walk.ts';

/** What a window holds for a field: typed words, an option, options, an ISO instant; null when it is left empty. */
export type Typed = string | readonly string[] | null;

export interface Kept {
  readonly walk: Walk;
  /** By field: why the answer cannot be kept. What is right was kept all the same. */
  readonly wrong: ReadonlyMap<string, Line>;
}

/** A form in windows, page by page, over the same draft as in a chat. */
export interface FormWindow {
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
}

export function formWindow(filings: readonly Filing[]): FormWindow {
  const byForm = new Map(filings.map((filing) => [filing.form.id, filing]));

  return {
    async open(turn, draftId) {
      const draft = await turn.db.draft.findUnique({ where: { id: draftId }, select: { form: true, personId: true } });
      // A filed form of a case is gone as a draft: its content lies with the case.
      const filing = byForm.get(draft?.form ?? '');
      if (!draft || !filing || draft.personId !== turn.by.id) throw refused('draft-not-found');
      return walkOf(turn, filing, standingAt(turn, draftId) ?? { draft: draftId, form: filing.form.id, field: null });
    },

    async keep(turn, walk, typed, whole) {
      const { zone } = await listenerOf(turn.db, turn.by.id);
      const { right, wrong } = read(walk, typed, whole, { now: turn.now, zone, answers: walk.answers });
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
      const missing = missingOf(walk);
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
      await turn.remember(null);
      await turn.replyLines([{ text: 'form.saved', params: { days: deleteAfter } }], {
        buttons: [{ act: 'resume-draft', does: 'resume-draft', having: { draft: walk.draft.id } }],
      });
    },
  };
}

/** The first page on which something required is missing, else the first that was never looked at; null: all is answered. */
export function nextPage({ filing, answers }: Pick<Walk, 'filing' | 'answers'>, after?: string): Page | null {
  const pages = pagesOf(filing.form, answers);
  const at = pages.findIndex(({ name }) => name === after);
  const open = ({ fields }: Page) => fields.some(({ name }) => answers[name] === undefined);
  return pages.slice(at + 1).find(open) ?? pages.find(({ fields }) => fields.some(isMissing(answers))) ?? null;
}

const isMissing =
  (answers: Answers) =>
  ({ name, required }: Field): boolean =>
    required && answers[name] === undefined;

const missingOf = ({ filing, answers }: Walk): Field | undefined =>
  askedFields(filing.form, answers).find(isMissing(answers));

function read(walk: Walk, typed: Readonly<Record<string, Typed>>, whole: boolean, reading: Reading) {
  const right: Record<string, Answer> = {};
  const wrong = new Map<string, Line>();
  const asked = askedFields(walk.filing.form, { ...walk.answers, ...chosen(walk, typed) });
  for (const field of asked) {
    const value = typed[field.name];
    if (value === undefined || field.kind === 'files') continue;
    try {
      const answer = answerIn(field, value, reading);
      if (answer !== null) right[field.name] = answer;
      else if (whole) empty(field, walk.answers, right);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      if (whole) wrong.set(field.name, refusal(fault));
    }
  }
  return { right, wrong };
}

/** A window cannot show a personal answer that is stored: left empty, it stays. What can be seen and is emptied, is emptied. */
function empty({ name, required, personal }: Field, before: Answers, right: Record<string, Answer>): void {
  const stored = before[name] !== undefined;
  if (stored && (personal || before[name] === null)) return;
  if (required) throw refused('answer-empty');
  right[name] = null;
}

/** Options chosen in the window decide what else is asked on it. */
const chosen = ({ filing }: Walk, typed: Readonly<Record<string, Typed>>): Answers =>
  Object.fromEntries(
    filing.form.fields.flatMap((field) => {
      const value = typed[field.name];
      return 'options' in field && value !== undefined ? [[field.name, value]] : [];
    }),
  );

function answerIn(field: Field, value: Typed, reading: Reading): Answer {
  if (value === null || value.length === 0) return null;
  if (field.kind === 'choice' || field.kind === 'choices') {
    const codes = typeof value === 'string' ? [value] : value;
    const known: readonly string[] = [...field.options, ...(field.unknown ? ['dont-know'] : [])];
    if (!codes.every((code) => known.includes(code))) throw refused('answer-not-an-option');
    if (field.kind === 'choice') return codes[0] ?? null;
    const told = codes.filter((code) => code !== 'dont-know');
    return told.length > 0 ? told : null;
  }
  if (typeof value !== 'string') throw refused('answer-not-text');
  return value.trim() === '' ? null : readAnswer(field, value, reading);
}
