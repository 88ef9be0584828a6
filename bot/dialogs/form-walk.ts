import { z } from 'zod';
import { attachDocument } from '../../core/document/attach.ts';
import { mustNotBeLarger } from '../../core/document/kind.ts';
import { answerDraft } from '../../core/draft/answer.ts';
import { deleteAfter } from '../../core/draft/chores.ts';
import { discardDraft } from '../../core/draft/discard.ts';
import { Refused, refused } from '../../core/errors.ts';
import { listenerOf } from '../../core/rendering/listener.ts';
import type { Db } from '../../core/store.ts';
import { askedFields, type Field } from '../forms/form.ts';
import { readAnswer } from '../forms/read-answer.ts';
import { ask, stand } from './form-walk/ask.ts';
import { type Filing, type Standing, type Walk, walkDialog } from './form-walk/filing.ts';
import { summarise } from './form-walk/summary.ts';
import { file, goOn, keep, resumeForm, take, walkOf } from './form-walk/walk.ts';
import { refusal } from './refusal.ts';
import type { DialogPart, Having, Open, Turn } from './turn.ts';

export type { Filed, Filing } from './form-walk/filing.ts';
export { type About, beginForm, resumeForm } from './form-walk/walk.ts';

const standing = z.looseObject({
  draft: z.uuid(),
  form: z.string(),
  field: z.string().nullable(),
  prompt: z.uuid().optional(),
  last: z.string().optional(),
  seen: z.boolean().optional(),
  todo: z.array(z.string()).optional(),
});

/** Walks people through any form: question by question, with Back, Skip, Cancel, Save draft, summary and Send. */
export interface FormWalk extends Required<Pick<DialogPart, 'taps' | 'hears'>> {
  /** Asks the open question again, in another language for example. False when no form is open. */
  askAgain(turn: Turn, open: Open | null): Promise<boolean>;
}

export function formWalk(filings: readonly Filing[]): FormWalk {
  const byForm = new Map(filings.map((filing) => [filing.form.id, filing]));

  const filingOf = (form: string): Filing => {
    const filing = byForm.get(form);
    if (!filing) throw new Error(`no filing of form ${form}`);
    return filing;
  };

  const standingOf = (open: Open | null): Standing | null =>
    open?.dialog === walkDialog ? (standing.parse(open.state) as Standing) : null;

  /** The form a button belongs to, which need not be the one that is open: a draft can be taken up from an old message. */
  const tapped = async (turn: Turn, having: Having): Promise<Walk | null> => {
    const open = standingOf(turn.open);
    const draftId = String(having['draft'] ?? '');
    if (open?.draft === draftId) return walkOf(turn, filingOf(open.form), open);
    const draft = await turn.db.draft.findUnique({ where: { id: draftId }, select: { form: true } });
    if (!draft) throw refused('draft-not-found');
    return walkOf(turn, filingOf(draft.form), { draft: draftId, form: draft.form, field: null });
  };

  const tap = (does: (turn: Turn, walk: Walk, field: Field, having: Having) => Promise<void>) => {
    return async (turn: Turn, having: Having): Promise<void> => {
      const walk = await tapped(turn, having);
      if (!walk) return;
      const field = fieldNamed(walk, String(having['field']));
      if (!field || (walk.at.field !== null && walk.at.field !== field.name)) throw refused('already-answered');
      await does(turn, walk, field, having);
    };
  };

  const whole = (does: (turn: Turn, walk: Walk) => Promise<void>) => {
    return async (turn: Turn, having: Having): Promise<void> => {
      const walk = await tapped(turn, having);
      if (walk) await does(turn, walk);
    };
  };

  const hears = async (turn: Turn, state: Open['state']): Promise<void> => {
    const at = standing.parse(state) as Standing;
    const walk = await walkOf(turn, filingOf(at.form), at);
    if (!walk) return turn.remember(null);
    try {
      await heard(turn, walk);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      await again(turn, walk, fault);
    }
  };

  return {
    hears: { [walkDialog]: hears },
    taps: {
      'form.choose': tap(choose),
      'form.done': tap((turn, walk) => goOn(turn, walk)),
      'form.keep': tap((turn, walk) => goOn(turn, walk)),
      'form.clear': tap(async (turn, walk, field) => ask(turn, await keep(turn, walk, field, []), field)),
      'form.skip': tap(async (turn, walk, field) => {
        if (field.required) throw refused('not-allowed');
        await take(turn, walk, field, null);
      }),
      'form.back': tap(back),
      'form.summary': whole((turn, walk) => summarise(turn, walk)),
      'form.edit': async (turn, having) => {
        const walk = await tapped(turn, having);
        const field = walk ? fieldNamed(walk, String(having['field'])) : undefined;
        if (walk && field) await ask(turn, { ...walk, at: { ...walk.at, seen: true } }, field);
      },
      'form.cancel': whole(cancelling),
      'form.save': whole(saved),
      'form.discard': whole(discarded),
      'form.send': whole(file),
      'resume-draft': async (turn, having) => {
        const walk = await tapped(turn, having);
        if (walk) await resumeForm(turn, walk.filing, walk.draft.id);
      },
    },
    async askAgain(turn, open) {
      const at = standingOf(open);
      const walk = at ? await walkOf(turn, filingOf(at.form), at) : null;
      if (!walk) return false;
      const field = walk.at.field === null ? undefined : fieldNamed(walk, walk.at.field);
      if (field) await ask(turn, walk, field);
      else await summarise(turn, walk);
      return true;
    },
  };
}

/** Is this person just asked for a file? A channel fetches what was sent only then. */
export async function awaitsFile(db: Db, personId: string): Promise<boolean> {
  const kept = await db.conversation.findUnique({ where: { personId } });
  const open = kept?.dialog === walkDialog ? standing.safeParse(kept.state) : null;
  return open?.success === true && open.data.field === 'documents';
}

const fieldNamed = ({ filing, answers }: Walk, name: string): Field | undefined =>
  askedFields(filing.form, answers).find((field) => field.name === name);

async function heard(turn: Turn, walk: Walk): Promise<void> {
  const { incoming } = turn;
  const field = walk.at.field === null ? undefined : fieldNamed(walk, walk.at.field);
  if (incoming.kind === 'file') return filed(turn, walk, field);
  if (incoming.kind !== 'text') throw refused('answer-not-text');
  const { zone } = await listenerOf(turn.db, turn.by.id);
  const reading = { now: turn.now, zone, answers: walk.answers };
  const corrected = incoming.edited && walk.at.last ? fieldNamed(walk, walk.at.last) : undefined;
  if (corrected) {
    await keep(turn, walk, corrected, readAnswer(corrected, incoming.text, reading));
    if (corrected.personal) await turn.deleteIncoming();
    await turn.replyLines([{ text: 'form.corrected' }]);
    return;
  }
  if (!field) throw refused('answer-not-an-option');
  await take(turn, walk, field, readAnswer(field, incoming.text, reading), true);
}

/** Says what is wrong with an answer and asks again. A personal answer in the wrong shape goes out of the chat as well. */
async function again(turn: Turn, walk: Walk, fault: Refused): Promise<void> {
  const field = walk.at.field === null ? undefined : fieldNamed(walk, walk.at.field);
  if (turn.incoming.kind === 'text' && field?.personal !== false) await turn.deleteIncoming();
  const before = [refusal(fault)];
  if (field) await ask(turn, walk, field, before);
  else await summarise(turn, walk, before);
}

async function filed(turn: Turn, walk: Walk, field: Field | undefined): Promise<void> {
  if (turn.incoming.kind !== 'file' || field?.kind !== 'files') throw refused('file-not-expected');
  const { file: sent, bytes } = turn.incoming;
  if (sent.size !== null) mustNotBeLarger(sent.size);
  const { count } = await turn.through(attachDocument, {
    draftId: walk.draft.id,
    name: sent.name,
    bytes: bytes ?? (await sent.read()),
  });
  await turn.deleteIncoming();
  const answers = { ...walk.answers, [field.name]: count };
  await ask(turn, { ...walk, answers }, field, [{ text: 'form.file-stored', params: { count } }]);
}

async function choose(turn: Turn, walk: Walk, field: Field, having: Having): Promise<void> {
  const code = String(having['option']);
  if (field.kind === 'instant' && code === 'now') return take(turn, walk, field, turn.now.toISOString());
  if (code === 'dont-know' && field.unknown) return take(turn, walk, field, field.kind === 'choice' ? code : null);
  if (!('options' in field) || !field.options.includes(code)) throw refused('answer-not-an-option');
  if (field.kind === 'choice') return take(turn, walk, field, code);
  const before = walk.answers[field.name];
  const chosen = Array.isArray(before) ? before.map(String) : [];
  await ask(turn, await keep(turn, walk, field, [...new Set([...chosen, code])]), field);
}

async function back(turn: Turn, walk: Walk, field: Field): Promise<void> {
  if (walk.at.seen) return summarise(turn, walk);
  const fields = askedFields(walk.filing.form, walk.answers);
  const previous = fields[fields.findIndex(({ name }) => name === field.name) - 1];
  await ask(turn, walk, previous ?? field);
}

async function cancelling(turn: Turn, { draft, at }: Walk): Promise<void> {
  const having = { draft: draft.id };
  await stand(turn, at);
  await turn.replyLines([{ text: 'form.cancelling' }], {
    buttons: [
      { act: 'go-on', does: 'resume-draft', having, label: 'common.continue' },
      { act: 'save-draft', does: 'form.save', having, label: 'common.save-draft' },
      { act: 'discard', does: 'form.discard', having, label: 'common.discard' },
    ],
  });
}

async function saved(turn: Turn, { draft }: Walk): Promise<void> {
  await turn.through(answerDraft, { draftId: draft.id, answers: {} });
  await turn.remember(null);
  await turn.replyLines([{ text: 'form.saved', params: { days: deleteAfter } }], {
    buttons: [{ act: 'resume-draft', does: 'resume-draft', having: { draft: draft.id } }],
  });
}

async function discarded(turn: Turn, { draft }: Walk): Promise<void> {
  await turn.through(discardDraft, { draftId: draft.id });
  await turn.remember(null);
  await turn.replyLines([{ text: 'common.cancelled' }]);
}
