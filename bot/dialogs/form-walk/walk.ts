import { answerDraft } from '../../../core/draft/answer.ts';
import { beginDraft } from '../../../core/draft/begin.ts';
import { answersOf, openDraftsOf } from '../../../core/draft/draft.ts';
import { Refused, refused } from '../../../core/errors.ts';
import type { Line } from '../../../core/message.ts';
import { type Answer, type Answers, askedFields, type Field, missingField, wordsOf } from '../../forms/form.ts';
import type { Turn } from '../turn.ts';
import { ask, retire, stand } from './ask.ts';
import { type Filed, type Filing, type Standing, type Walk, walkDialog } from './filing.ts';
import { summarise } from './summary.ts';

/** What is known beforehand: the case, answers that need not be asked. */
export interface About {
  readonly caseId?: string;
  readonly given?: Answers;
}

/** Begins a form, or goes on with the person's open draft of the same form on the same case. Returns the draft's id. */
export async function beginForm(turn: Turn, filing: Filing, about: About = {}): Promise<string> {
  const { caseId = null, given = {} } = about;
  const [open] = caseId ? await openDraftsOf(turn.db, turn.by.id, [filing.form.id], caseId) : [];
  const draftId = open?.id ?? (await turn.through(beginDraft, { form: filing.form.id, caseId, given })).draftId;
  await resumeForm(turn, filing, draftId);
  return draftId;
}

/** Asks the next open question of a draft. */
export async function resumeForm(
  turn: Turn,
  filing: Filing,
  draftId: string,
  before: readonly Line[] = [],
): Promise<void> {
  const at = { draft: draftId, form: filing.form.id, field: null };
  const { prompt } = standingAt(turn, draftId) ?? {};
  const walk = await walkOf(turn, filing, prompt ? { ...at, prompt } : at);
  if (walk) await askNext(turn, walk, before);
}

/** Where the person stands in this draft, in whichever chat; null when something else is open. */
export function standingAt({ open }: Turn, draftId: string): Standing | null {
  const at = open?.dialog === walkDialog ? (open.state as Standing) : null;
  return at?.draft === draftId ? at : null;
}

/** The draft as it stands. Null, and said, when it was sent or discarded meanwhile. */
export async function walkOf(turn: Turn, filing: Filing, at: Standing): Promise<Walk | null> {
  const draft = await turn.db.draft.findUnique({ where: { id: at.draft } });
  if (!draft || draft.personId !== turn.by.id) throw refused('draft-not-found');
  if (draft.discardedAt) throw refused('draft-discarded', { at: draft.discardedAt.toISOString() });
  if (draft.sentAt) {
    if (!filing.again) throw refused('draft-sent', { at: draft.sentAt.toISOString() });
    await filing.again(turn, draft.id);
    return null;
  }
  return { filing, draft, answers: await answersOf(turn, draft), at };
}

/** Keeps the answer and goes on: to what it made necessary, to the next open question, or to the summary. */
export async function take(turn: Turn, walk: Walk, field: Field, answer: Answer, typed = false): Promise<void> {
  const changed = await keep(turn, walk, field, answer);
  const before: Line[] = typed && field.personal ? [storedLine(walk, field)] : [];
  if (typed && field.personal) await turn.deleteIncoming();
  const at: Standing = { ...changed.at, ...(typed ? { last: field.name } : {}) };
  await goOn(turn, { ...changed, at }, before);
}

const storedLine = (walk: Walk, field: Field): Line => ({
  text: 'form.stored',
  params: { field: { phrase: `${wordsOf(walk.filing.form, field)}.label` } },
});

/** Stores an answer; the walk with it, and with what is newly asked for because of it. */
export async function keep(turn: Turn, walk: Walk, field: Field, answer: Answer): Promise<Walk> {
  const { answers } = await turn.through(answerDraft, { draftId: walk.draft.id, answers: { [field.name]: answer } });
  const { form } = walk.filing;
  const asked = new Set(askedFields(form, walk.answers).map(({ name }) => name));
  const newly = askedFields(form, answers).filter(({ name }) => !asked.has(name) && answers[name] === undefined);
  const todo = [...newly.map(({ name }) => name), ...(walk.at.todo ?? [])];
  return { ...walk, answers, at: walk.at.seen ? { ...walk.at, todo } : walk.at };
}

export async function goOn(turn: Turn, walk: Walk, before: readonly Line[] = []): Promise<void> {
  const { filing, at } = walk;
  if (filing.reached && !at.seen && (await filing.reached(turn, filedOf(walk))) === 'handled') return;
  await askNext(turn, walk, before);
}

async function askNext(turn: Turn, walk: Walk, before: readonly Line[]): Promise<void> {
  const next = nextField(walk);
  if (next) await ask(turn, walk, next, before);
  else await summarise(turn, walk, before);
}

function nextField({ filing, answers, at }: Walk): Field | undefined {
  const open = askedFields(filing.form, answers).filter(({ name }) => answers[name] === undefined);
  return at.seen ? open.find(({ name, required }) => required || at.todo?.includes(name)) : open[0];
}

export const filedOf = ({ draft, answers }: Walk): Filed => ({ draftId: draft.id, caseId: draft.caseId, answers });

/** Send: complete, or the first question that is missing. The draft of a filed form is gone, its content lies with the case. */
export async function file(turn: Turn, walk: Walk): Promise<void> {
  const { filing, draft, answers, at } = walk;
  const missing = missingField(filing.form, answers);
  if (missing) return ask(turn, walk, missing);
  await retire(turn, at);
  await turn.remember(null);
  try {
    await filing.file(turn, filedOf(walk));
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    await stand(turn, at);
    throw fault;
  }
  if (!filing.keepsDraft) await turn.db.draft.deleteMany({ where: { id: draft.id } });
}
