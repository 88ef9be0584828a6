import type { ButtonWanted, Line } from '../../../core/message.ts';
import { tell } from '../../../core/message.ts';
import { askedFields, type Field, missingField, optionWords, wordsOf } from '../../forms/form.ts';
import type { Turn, Windows } from '../turn.ts';
import { type Standing, type Walk, walkDialog } from './filing.ts';

/** Asks one question, with its buttons, and remembers that it stands open. The question before loses its buttons. */
export async function ask(turn: Turn, walk: Walk, field: Field, before: readonly Line[] = []): Promise<void> {
  if (turn.windows) return inWindow(turn, walk, turn.windows, before);
  const { filing, answers } = walk;
  const fields = askedFields(filing.form, answers);
  const words = wordsOf(filing.form, field);
  const lines = [...before, ...chosenLines(walk, field)];
  await retire(turn, walk.at);
  const prompt = await turn.reply(
    'prompt',
    {
      step: `${fields.findIndex(({ name }) => name === field.name) + 1}/${fields.length}`,
      section: `form.section.${field.section}`,
      ask: `${words}.ask`,
      ...(isTyped(field) ? { hint: `${words}.hint` } : {}),
      ...(lines.length > 0 ? { before: lines } : {}),
    },
    { field: field.name, buttons: buttonsOf(walk, field) },
  );
  await stand(turn, { ...walk.at, field: field.name, prompt });
}

/**
 * Where there are windows the form is filled in there, whatever question was open. Said with a button when the window cannot
 * be opened now; the button is the way back in any case.
 */
export async function inWindow(turn: Turn, walk: Walk, { open }: Windows, before: readonly Line[] = []): Promise<void> {
  await retire(turn, walk.at);
  const { prompt: _, ...at } = walk.at;
  await stand(turn, { ...at, field: null });
  if (!open || before.length > 0) {
    await turn.replyLines([...before, { text: 'form.in-window' }], {
      buttons: [
        { act: 'resume-draft', does: 'resume-draft', having: { draft: walk.draft.id }, label: 'button.open-form' },
      ],
    });
  }
  open?.({ is: 'form', draftId: walk.draft.id });
}

export const stand = (turn: Turn, at: Standing): Promise<void> => turn.remember({ dialog: walkDialog, state: at });

/**
 * Takes the buttons from a question that is no longer open: nobody should answer it twice. Where it stands in another chat
 * than the one that was answered in, it says so.
 */
export async function retire(turn: Turn, at: Standing): Promise<void> {
  if (!at.prompt || (await isTapped(turn, at.prompt))) return;
  const { count } = await turn.db.button.updateMany({
    where: { messageId: at.prompt, usedAt: null },
    data: { usedAt: turn.now },
  });
  const message = count > 0 ? await turn.db.message.findUnique({ where: { id: at.prompt } }) : null;
  if (!message?.accountId) return;
  const edit = { kind: 'edit', targetId: message.id, accountId: message.accountId, lane: 'answer' } as const;
  const elsewhere = message.template === 'prompt' && message.accountId !== turn.account.id;
  const answered = elsewhere ? { answered: turn.account.channel } : {};
  await turn.say([tell(turn.by.id, message.template, { ...(message.params as object), ...answered }, edit)]);
}

/** The message of a tap loses its buttons anyway. */
async function isTapped({ incoming, db }: Turn, messageId: string): Promise<boolean> {
  if (incoming.kind !== 'tap') return false;
  const button = await db.button.findUnique({ where: { id: incoming.button }, select: { messageId: true } });
  return button?.messageId === messageId;
}

const isTyped = ({ kind }: Field) => kind !== 'choice' && kind !== 'choices';

const chosenOf = ({ answers }: Walk, field: Field): readonly string[] => {
  const answer = answers[field.name];
  return field.kind === 'choices' && Array.isArray(answer) ? answer : [];
};

const chosenLines = (walk: Walk, field: Field): Line[] =>
  chosenOf(walk, field).map((code) => ({
    text: 'form.chosen',
    params: { option: { phrase: optionWords(walk.filing.form, field, code) } },
  }));

export const isComplete = ({ filing, answers }: Pick<Walk, 'filing' | 'answers'>): boolean =>
  missingField(filing.form, answers) === undefined;

function buttonsOf(walk: Walk, field: Field): ButtonWanted[] {
  const { filing, draft, answers, at } = walk;
  const having = { draft: draft.id, field: field.name };
  const button = (act: string, does: string, label: string, more = {}): ButtonWanted => ({
    act,
    does: `form.${does}`,
    having: { ...having, ...more },
    label,
  });
  const option = (code: string) =>
    button(`choose:${code}`, 'choose', optionWords(filing.form, field, code), { option: code });
  const chosen = chosenOf(walk, field);
  const options = 'options' in field ? field.options.filter((code) => !chosen.includes(code)) : [];
  const complete = isComplete(walk);
  const answered = answers[field.name] !== undefined && field.kind !== 'choices' && field.kind !== 'files';
  const isFirst = askedFields(filing.form, answers)[0]?.name === field.name;
  const hasSome = chosen.length > 0 || (field.kind === 'files' && Number(answers[field.name] ?? 0) > 0);
  return [
    ...(field.unknown && chosen.length === 0 ? [option('dont-know')] : []),
    ...(field.kind === 'instant' ? [option('now')] : []),
    ...options.map(option),
    ...(hasSome ? [button('done', 'done', 'common.done')] : []),
    ...(chosen.length > 0 ? [button('clear', 'clear', 'button.clear')] : []),
    ...(answered ? [button('keep', 'keep', 'button.keep')] : []),
    ...(field.required || hasSome ? [] : [button('skip', 'skip', 'common.skip')]),
    ...(isFirst && !at.seen ? [] : [button('back', 'back', 'common.back')]),
    ...(complete ? [button('summary', 'summary', 'button.summary')] : []),
    button('save-draft', 'save', 'common.save-draft'),
    button('cancel', 'cancel', 'common.cancel'),
  ];
}
