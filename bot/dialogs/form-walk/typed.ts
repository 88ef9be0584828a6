import { Refused, refused } from '../../../core/errors.ts';
import type { Line } from '../../../core/message.ts';
import { type Answer, type Answers, askedFields, type Field } from '../../forms/form.ts';
import { readAnswer } from '../../forms/read-answer.ts';
import type { Reading } from '../../forms/read-date.ts';
import { refusal } from '../refusal.ts';
import type { Walk } from './filing.ts';

/** What a window holds for a field: typed words, an option, options, an ISO instant; null when it is left empty. */
export type Typed = string | readonly string[] | null;

/**
 * The answers in a window: those that can be kept, and by field why another cannot. `whole`: an empty required field is
 * wrong too, and an empty other one is skipped.
 */
export function readTyped(
  walk: Pick<Walk, 'filing' | 'answers'>,
  typed: Readonly<Record<string, Typed>>,
  whole: boolean,
  reading: Reading,
): { readonly right: Answers; readonly wrong: ReadonlyMap<string, Line> } {
  const right: Record<string, Answer> = {};
  const wrong = new Map<string, Line>();
  const asked = askedFields(walk.filing.form, { ...walk.answers, ...chosen(walk, typed) });
  for (const field of asked) {
    const value = typed[field.name];
    if (value === undefined) continue;
    if (field.kind === 'files') {
      // The files themselves are attached one by one (core/document); here it is only known that the person was asked.
      if (whole && walk.answers[field.name] === undefined) right[field.name] = null;
      continue;
    }
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
const chosen = ({ filing }: Pick<Walk, 'filing'>, typed: Readonly<Record<string, Typed>>): Answers =>
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
  if (value.trim() === '') return null;
  const answer = readAnswer(field, value, reading);
  // A picker knows minutes only: whoever chose this minute means now, and not what came before it.
  if (field.kind === 'instant' && isThisMinute(String(answer), reading.now)) return reading.now.toISOString();
  return answer;
}

const isThisMinute = (instant: string, now: Date): boolean => instant.slice(0, 16) === now.toISOString().slice(0, 16);
