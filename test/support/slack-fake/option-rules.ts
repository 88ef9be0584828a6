import { type Fields, fieldsOf, listOf, stringOf } from './fields.ts';
import { atMost, type Complain, textObject } from './limit.ts';

/** Options of an element, those in groups too. */
export function optionsOf({ options, option_groups: groups }: Fields): readonly Fields[] {
  const flat =
    groups === undefined ? listOf(options) : listOf(groups).flatMap((one) => listOf(fieldsOf(one)['options']));
  return flat.map(fieldsOf);
}

export const choiceOf = (option: unknown): string => stringOf(fieldsOf(option)['value']);

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export function checkOptions(element: Fields, most: number, where: string, complain: Complain) {
  const options = optionsOf(element);
  const groups = listOf(element['option_groups']);
  if (options.length === 0) complain(`${where}.options`, 'is empty');
  if (groups.length === 0 && options.length > most) complain(`${where}.options`, `${options.length}, at most ${most}`);
  if (groups.length > 100) complain(`${where}.option_groups`, `${groups.length}, at most 100`);
  for (const group of groups.map(fieldsOf)) {
    textObject(group['label'], { most: 75, required: true, plainOnly: true }, `${where}.option_groups.label`, complain);
    if (listOf(group['options']).length > 100) complain(`${where}.option_groups.options`, 'more than 100');
  }
  const plainOnly = !['radio_buttons', 'checkboxes'].includes(stringOf(element['type']));
  for (const [at, option] of options.entries()) {
    const place = `${where}.options[${at}]`;
    textObject(option['text'], { most: 75, required: true, plainOnly }, `${place}.text`, complain);
    textObject(option['description'], { most: 75, plainOnly }, `${place}.description`, complain);
    if (stringOf(option['value']) === '') complain(`${place}.value`, 'is missing');
    atMost(option['value'], 150, `${place}.value`, complain);
  }
  const values = options.map(choiceOf);
  if (new Set(values).size < values.length) complain(`${where}.options`, 'has the same value twice');
}

/** What is chosen from the start must be one of the options, exactly as it stands there. */
export function checkInitial(element: Fields, where: string, complain: Complain) {
  const options = optionsOf(element).map((option) => JSON.stringify(ordered(option)));
  const among = (option: unknown) => options.includes(JSON.stringify(ordered(option)));
  const { initial_option: one, initial_options: several } = element;
  if (one !== undefined && !among(one)) complain(`${where}.initial_option`, 'is not among the options');
  if (several === undefined) return;
  if (listOf(several).length === 0) complain(`${where}.initial_options`, 'is empty');
  if (!listOf(several).every(among)) complain(`${where}.initial_options`, 'are not among the options');
}

/** The same JSON whatever the order of its keys; `emoji` is filled in by the platform. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'emoji');
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, ordered(inner)]);
}
