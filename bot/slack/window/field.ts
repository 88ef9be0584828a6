import type { InputBlock, PlainTextOption } from '@slack/types';
import { type Answer, type Answers, type Field, type Form, optionWords, wordsOf } from '../../forms/form.ts';
import { steers } from '../../forms/page.ts';
import { LIMITS, plain } from './limits.ts';
import type { Speaker } from './speaker.ts';

export interface Asked {
  readonly form: Form;
  readonly answers: Answers;
  readonly speaker: Speaker;
  /** By field: under what name its input stands, where that is not the field's own. */
  readonly blocks?: Readonly<Record<string, string>>;
}

/** Every input is called so; its block bears the field's name (block.ts). What a person typed outlives a change of the page that way. */
export const answerAction = 'answer';

/** Endings of what is taken (core/document/kind.ts). */
const endings = ['pdf', 'jpg', 'jpeg', 'png', 'webp', 'heic', 'heif'];

const manyLines = 200;

/** A field as an input. An answer of a person is never put into it; what was chosen of a list that says nothing of a person is. */
export function inputOf(asked: Asked, field: Field): InputBlock {
  const { form, answers, speaker } = asked;
  const ask = field.kind === 'files' ? speaker.word('window.files-ask') : speaker.named(`${wordsOf(form, field)}.ask`);
  const n = Number(/-(\d+)$/.exec(field.words ? field.name : '')?.[1] ?? 1);
  const hint = hintOf(asked, field);
  return {
    type: 'input',
    block_id: asked.blocks?.[field.name] ?? field.name,
    label: plain('label', n > 1 ? speaker.word('window.nth', { n, ask }) : ask),
    ...(hint ? { hint: plain('hint', hint) } : {}),
    optional: !field.required || isStored(asked, field),
    element: elementOf(asked, field),
    ...(steers(form, answers, field) ? { dispatch_action: true } : {}),
  };
}

const isStored = ({ answers }: Pick<Asked, 'answers'>, { name, personal }: Field): boolean =>
  personal && answers[name] !== undefined && answers[name] !== null;

function hintOf(asked: Asked, field: Field): string {
  const { form, speaker } = asked;
  const example = `${wordsOf(form, field)}.hint`;
  const withPicker = field.kind === 'instant';
  return [
    ...(isStored(asked, field) ? [speaker.word('window.stored')] : []),
    ...(!withPicker && speaker.has(example) ? [speaker.named(example)] : []),
  ].join(' ');
}

function elementOf(asked: Asked, field: Field): InputBlock['element'] {
  const action_id = answerAction;
  switch (field.kind) {
    case 'text': {
      const most = Math.min(field.most, LIMITS.typed);
      return { type: 'plain_text_input', action_id, multiline: field.most > manyLines, max_length: most };
    }
    case 'birth-date':
      return { type: 'plain_text_input', action_id, max_length: 100 };
    case 'number': {
      const range = { min_value: String(field.least), max_value: String(field.most) };
      return { type: 'number_input', action_id, is_decimal_allowed: false, ...range };
    }
    case 'instant': {
      // Never preset: a limit runs from it, and a page that is sent without a look must not say "now".
      const before = shown(asked, field);
      const at = typeof before === 'string' ? { initial_date_time: Math.floor(Date.parse(before) / 1000) } : {};
      return { type: 'datetimepicker', action_id, ...at };
    }
    case 'files':
      return { type: 'file_input', action_id, filetypes: endings, max_files: Math.min(field.most, LIMITS.files) };
    case 'choice':
      return chooseOne(asked, field);
    case 'choices':
      return chooseSeveral(asked, field);
  }
}

type Choice = Extract<Field, { options: readonly string[] }>;

/** Null for what is not known yet, and for what says something of a person. */
const shown = ({ answers }: Asked, { name, personal }: Field): Answer => (personal ? null : (answers[name] ?? null));

function optionsOf({ form, speaker }: Asked, field: Choice): PlainTextOption[] {
  const codes = [...(field.unknown ? ['dont-know'] : []), ...field.options];
  return codes.slice(0, LIMITS.foldedOptions).map((code) => ({
    text: plain('option', speaker.named(optionWords(form, field, code))),
    value: code,
  }));
}

function chooseOne(asked: Asked, field: Choice): InputBlock['element'] {
  const options = optionsOf(asked, field);
  const before = options.find(({ value }) => value === shown(asked, field));
  const given = { action_id: answerAction, options, ...(before ? { initial_option: before } : {}) };
  return options.length <= LIMITS.openOptions
    ? { type: 'radio_buttons', ...given }
    : { type: 'static_select', ...given };
}

function chooseSeveral(asked: Asked, field: Choice): InputBlock['element'] {
  const options = optionsOf(asked, field);
  const before = shown(asked, field);
  const chosen = options.filter(({ value }) => Array.isArray(before) && before.includes(value));
  const given = { action_id: answerAction, options, ...(chosen.length > 0 ? { initial_options: chosen } : {}) };
  return options.length <= LIMITS.openOptions
    ? { type: 'checkboxes', ...given }
    : { type: 'multi_static_select', ...given };
}
