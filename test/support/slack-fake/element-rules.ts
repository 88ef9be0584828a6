import { type Fields, stringOf } from './fields.ts';
import { atMost, type Complain, confirmation, textObject } from './limit.ts';
import { checkInitial, checkOptions } from './option-rules.ts';

export type Place = 'input' | 'section' | 'actions' | 'context';
export type Surface = 'modal' | 'home' | 'message';

const TEXT_INPUTS = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'];
const CHOICES: { [type: string]: number } = {
  static_select: 100,
  multi_static_select: 100,
  radio_buttons: 10,
  checkboxes: 10,
  overflow: 5,
};
const PICKERS = ['datepicker', 'timepicker', 'datetimepicker', 'users_select'];
/** Where an element may stand. https://docs.slack.dev/reference/block-kit/block-elements */
const ALLOWED: { [place in Place]: readonly string[] } = {
  input: [
    ...TEXT_INPUTS,
    'static_select',
    'multi_static_select',
    'radio_buttons',
    'checkboxes',
    ...PICKERS,
    'file_input',
  ],
  section: ['button', 'image', ...Object.keys(CHOICES), 'datepicker', 'timepicker', 'users_select'],
  actions: ['button', 'static_select', 'radio_buttons', 'checkboxes', 'overflow', ...PICKERS],
  context: ['image', 'mrkdwn', 'plain_text'],
};

export const isTextInput = (type: string) => TEXT_INPUTS.includes(type);

/** One element of Block Kit, as of https://docs.slack.dev/reference/block-kit/block-elements */
export function checkElement(element: Fields, place: Place, surface: Surface, where: string, complain: Complain) {
  const type = stringOf(element['type']);
  if (!ALLOWED[place].includes(type)) return complain(where, `${type || 'no type'} cannot stand in ${place}`);
  if (type === 'image') return checkImage(element, where, complain);
  if (place === 'context') return textObject(element, { most: 2000, required: true }, where, complain);
  atMost(element['action_id'], 255, `${where}.action_id`, complain);
  textObject(element['placeholder'], { most: 150, plainOnly: true }, `${where}.placeholder`, complain);
  confirmation(element, where, complain);
  if (type === 'button') checkButton(element, where, complain);
  const most = CHOICES[type];
  if (most !== undefined) {
    checkOptions(element, most, where, complain);
    checkInitial(element, where, complain);
  }
  if (isTextInput(type)) checkTextInput(type, element, where, complain);
  if (type === 'datepicker' && !matches(element['initial_date'], /^\d{4}-\d\d-\d\d$/))
    complain(`${where}.initial_date`, 'must be YYYY-MM-DD');
  if (type === 'timepicker' && !matches(element['initial_time'], /^\d\d:\d\d$/))
    complain(`${where}.initial_time`, 'must be HH:mm');
  if (type === 'datetimepicker' && !matches(element['initial_date_time'], /^\d{10}$/))
    complain(`${where}.initial_date_time`, 'must be ten digits, seconds since 1970');
  if (type === 'file_input') checkFileInput(element, surface, where, complain);
}

const matches = (value: unknown, pattern: RegExp) => value === undefined || pattern.test(String(value));

function checkButton(element: Fields, where: string, complain: Complain) {
  textObject(element['text'], { most: 75, required: true, plainOnly: true }, `${where}.text`, complain);
  atMost(element['value'], 2000, `${where}.value`, complain);
  if (element['value'] === '') complain(`${where}.value`, 'is empty');
  atMost(element['url'], 3000, `${where}.url`, complain);
  atMost(element['accessibility_label'], 75, `${where}.accessibility_label`, complain);
  if (!matches(element['style'], /^(primary|danger)$/)) complain(`${where}.style`, 'must be primary or danger');
}

function checkImage(element: Fields, where: string, complain: Complain) {
  if (stringOf(element['alt_text']) === '') complain(`${where}.alt_text`, 'is missing');
  atMost(element['alt_text'], 2000, `${where}.alt_text`, complain);
}

function checkTextInput(type: string, element: Fields, where: string, complain: Complain) {
  const { initial_value: initial, max_length: most, min_length: least } = element;
  if (initial !== undefined && typeof initial !== 'string') complain(`${where}.initial_value`, 'must be a string');
  if (type === 'number_input' && typeof element['is_decimal_allowed'] !== 'boolean')
    complain(`${where}.is_decimal_allowed`, 'is missing');
  if (type === 'number_input' && !matches(initial, /^-?\d+([.]\d+)?$/))
    complain(`${where}.initial_value`, 'must be a number');
  if (most !== undefined && !(typeof most === 'number' && most >= 1 && most <= 3000))
    complain(`${where}.max_length`, 'must be from 1 to 3000');
  if (least !== undefined && !(typeof least === 'number' && least >= 0 && least <= 3000))
    complain(`${where}.min_length`, 'must be from 0 to 3000');
  atMost(initial, typeof most === 'number' ? most : 3000, `${where}.initial_value`, complain);
}

function checkFileInput({ max_files: most }: Fields, surface: Surface, where: string, complain: Complain) {
  if (surface !== 'modal') complain(where, 'file_input stands in modals only');
  if (most !== undefined && !(typeof most === 'number' && most >= 1 && most <= 10))
    complain(`${where}.max_files`, 'must be from 1 to 10');
}
