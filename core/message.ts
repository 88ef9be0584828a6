import { z } from 'zod';

/**
 * The kinds of parameter that a message may hold. There is none for free text: nothing that a person typed
 * can get into a message, a queue or a log by way of a template. How each is shown is in core/rendering.ts.
 */
const caseNumber = z.string().regex(/^[A-Z]{2,4}-\d{4}-\d{4,}$/);
const phrase = z.string().regex(/^[a-zA-Z0-9.-]{1,100}$/);

/** A text of the wording and what stands in it: a number, a case number, an instant, a word of ours, or another text. */
export const lineValue = z.union([
  z.number(),
  caseNumber,
  z.iso.datetime(),
  z.string().regex(/^[a-z0-9][a-z0-9.-]{0,59}$/),
  z.object({ phrase }),
  z.object({ staff: z.uuid() }),
  z.object({ reference: z.string().regex(/^[A-Z0-9-]{6,20}$/) }),
]);
const line = z.object({ text: phrase, params: z.record(z.string(), lineValue).optional() });
export type Line = z.infer<typeof line>;

const kinds = {
  /** The number of a case: QPR-2026-0001. */
  caseNumber,
  /** An ISO instant; shown with weekday, date, hour and zone. */
  instant: z.iso.datetime(),
  /** A whole number. */
  count: z.number().int(),
  /** A word of our own vocabulary, passed to the sentence as it is (for `select`). */
  word: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,59}$/),
  /** A key of the wording, said in the person's language. */
  phrase,
  /** Id of a rule; shown as its name. */
  rule: z.string().regex(/^[a-z0-9-]{1,60}$/),
  /** Id of a rule; shown as "regulation, article 8.3". */
  source: z.string().regex(/^[a-z0-9-]{1,60}$/),
  /** Person id of somebody on the staff of an office; the name is read when the message is sent and stored nowhere. */
  staff: z.uuid(),
  /** Office id; shown as its name. */
  office: z.uuid(),
  /** Office id; shown as the emergency numbers of its place. */
  emergency: z.uuid(),
  /** Place id, picked from the office's list. */
  place: z.uuid(),
  /** The public reference of a report. */
  reference: z.string().regex(/^[A-Z0-9-]{6,20}$/),
  /** Keyed signature of a report. */
  proof: z.string().regex(/^[A-Z0-9-]{10,60}$/),
  /** Step counter: 3/9. */
  step: z.string().regex(/^\d{1,2}\/\d{1,2}$/),
  /** Id of a secure link; its address is made when the message is sent. */
  link: z.uuid(),
  /** A language, shown by its own name. */
  language: z.enum(['sq', 'sr-Latn', 'sr-Cyrl', 'en']),
  /** Lines said one under the other, each a key of the wording with its own parameters: `deadlines`, `cases`, a summary. */
  lines: z.array(line).max(60),
} as const;

export type ParamKind = keyof typeof kinds;
export type Lane = 'answer' | 'urgent' | 'bulk';

/** A message that can be sent: where its words stand, what it may hold, how urgent it is. A kind ending in `?` may be absent. */
export interface Template {
  readonly text: string;
  readonly lane: Lane;
  readonly params: Readonly<Record<string, ParamKind | `${ParamKind}?`>>;
}

export type Params = Readonly<Record<string, unknown>>;

/** Throws a fault that names template and parameter, never the value. */
export function checkParams(name: string, template: Template, params: Params): void {
  for (const key of Object.keys(params)) {
    if (!(key in template.params)) throw new Error(`message ${name} knows no parameter ${key}`);
  }
  for (const [key, declared] of Object.entries(template.params)) {
    const optional = declared.endsWith('?');
    const kind = (optional ? declared.slice(0, -1) : declared) as ParamKind;
    const value = params[key];
    if (value === undefined && optional) continue;
    if (!kinds[kind].safeParse(value).success) throw new Error(`message ${name}: parameter ${key} is no ${kind}`);
  }
}

/**
 * A button as an act or dialog asks for it.
 * `act` is the stable word that tests and operators see; `does` names the tap that bot/dialogs carries out, `having` its ids and codes.
 */
export interface ButtonWanted {
  readonly act: string;
  readonly does: string;
  readonly having?: Readonly<Record<string, string | number | boolean>>;
  /** Key of the wording; `button.<does>` when absent. */
  readonly label?: string;
  readonly params?: Params;
}

/** A message owed to a person. */
export interface MessageWanted {
  readonly to: string;
  readonly template: string;
  readonly params?: Params;
  readonly buttons?: readonly ButtonWanted[];
  /** Answers go to the chat the person wrote from; everything else to the preferred live one. */
  readonly accountId?: string;
  readonly field?: string;
  readonly caseId?: string;
  readonly obligationId?: string;
  readonly kind?: 'send' | 'edit' | 'delete';
  readonly targetId?: string;
  readonly targetRef?: string;
  readonly lane?: Lane;
}

export const tell = (
  to: string,
  template: string,
  params: Params = {},
  more: Omit<MessageWanted, 'to' | 'template' | 'params'> = {},
): MessageWanted => ({ to, template, params, ...more });
