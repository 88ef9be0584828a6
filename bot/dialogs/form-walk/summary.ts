import type { Line } from '../../../core/message.ts';
import { askedFields, type Field, optionWords, wordsOf } from '../../forms/form.ts';
import type { Turn } from '../turn.ts';
import { inWindow, retire, stand } from './ask.ts';
import type { Walk } from './filing.ts';

/** What was answered, numbered, personal answers as stored; tap to edit, then Send, Save draft, Discard. */
export async function summarise(turn: Turn, walk: Walk, before: readonly Line[] = []): Promise<void> {
  if (turn.windows) return inWindow(turn, walk, turn.windows, before);
  const { filing, draft, answers } = walk;
  const shown = askedFields(filing.form, answers).filter(
    ({ name }) => answers[name] !== undefined && answers[name] !== null,
  );
  const lines = shown.flatMap((field, index) => linesOf(walk, field, index + 1)).slice(0, mostLines);
  const having = { draft: draft.id };
  await retire(turn, walk.at);
  const heading: Line = { text: shown.length > 0 ? 'form.summary.title' : 'form.summary.empty' };
  const prompt = await turn.replyLines([...before, heading, ...lines, { text: 'form.summary.end' }], {
    buttons: [
      ...shown.map((field) => ({
        act: `edit:${field.name}`,
        does: 'form.edit',
        having: { ...having, field: field.name },
        label: 'form.edit',
        params: { field: { phrase: `${wordsOf(filing.form, field)}.label` }, n: shown.indexOf(field) + 1 },
      })),
      { act: 'send', does: 'form.send', having, label: 'common.send' },
      { act: 'save-draft', does: 'form.save', having, label: 'common.save-draft' },
      { act: 'discard', does: 'form.discard', having, label: 'common.discard' },
    ],
  });
  const { last: _, ...at } = walk.at;
  await stand(turn, { ...at, field: null, seen: true, todo: [], prompt });
}

/** A message holds sixty lines; five of them are ours. */
const mostLines = 52;

/** One answer as the summary says it; personal answers and free text as stored. */
export function linesOf({ filing, answers }: Pick<Walk, 'filing' | 'answers'>, field: Field, n: number): Line[] {
  const label = { phrase: `${wordsOf(filing.form, field)}.label` };
  const answer = answers[field.name] ?? null;
  const option = (code: string) => ({ phrase: optionWords(filing.form, field, code) });
  const line = (value: string | number | { phrase: string }): Line => ({
    text: 'form.summary.line',
    params: { n, label, value },
  });
  if (field.personal || answer === null) return [line({ phrase: 'common.stored' })];
  if (Array.isArray(answer)) {
    return [
      { text: 'form.summary.list', params: { n, label, count: answer.length } },
      ...answer.map((code): Line => ({ text: 'form.chosen', params: { option: option(String(code)) } })),
    ];
  }
  if (field.kind === 'choice') return [line(option(String(answer)))];
  if (field.kind === 'files') return [{ text: 'form.summary.list', params: { n, label, count: Number(answer) } }];
  if (typeof answer === 'number' || field.kind === 'instant') return [line(answer as string | number)];
  // Free text is never repeated in a chat, personal or not.
  return [line({ phrase: 'common.stored' })];
}
