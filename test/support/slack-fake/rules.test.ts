import { expect, test } from 'vitest';
import { checkBlocks } from './block-rules.ts';
import type { Surface } from './element-rules.ts';
import { Refusal } from './refusal.ts';
import { aButton, aField, aModal, plain } from './stage.ts';
import { checkedView } from './view-rules.ts';

const long = (length: number) => 'x'.repeat(length);
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const options = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ text: plain(`o${at}`), value: `v${at}`, ...more }));
const select = (more: object) => aField('f', { type: 'static_select', options: options(2), ...more });

function complaints(blocks: unknown, surface: Surface = 'modal'): string[] {
  const found: string[] = [];
  checkBlocks(blocks, surface, (where, what) => found.push(`${where}: ${what}`));
  return found;
}

test.each<[string, object, string]>([
  ['a section past 3000', { type: 'section', text: mrkdwn(long(3001)) }, 'text.text: 3001 characters, at most 3000'],
  ['a section without anything', { type: 'section' }, 'needs text or fields'],
  ['a header past 150', { type: 'header', text: plain(long(151)) }, 'text.text: 151 characters'],
  ['a header in mrkdwn', { type: 'header', text: mrkdwn('x') }, 'text: type mrkdwn is not allowed'],
  ['a bare < in mrkdwn', { type: 'section', text: mrkdwn('a <b') }, 'unescaped <'],
  ['eleven in a context', { type: 'context', elements: Array(11).fill(plain('x')) }, 'must be from 1 to 10'],
  ['26 actions', { type: 'actions', elements: Array(26).fill(aButton('x').elements[0]) }, 'must be from 1 to 25'],
  [
    'the same action twice',
    { type: 'actions', elements: [aButton('x').elements[0], aButton('y').elements[0]] },
    'have the same action_id',
  ],
  ['a label past 75 on a button', aButton(long(76)), 'text.text: 76 characters, at most 75'],
  ['a value past 2000 on a button', aButton('x', { value: long(2001) }), 'value: 2001 characters, at most 2000'],
  ['a style of its own', aButton('x', { style: 'green' }), 'must be primary or danger'],
  ['a confirmation without text', aButton('x', { confirm: { title: plain('t') } }), 'confirm.text: is missing'],
  ['a label past 2000', aField('f', {}, { label: plain(long(2001)) }), 'label.text: 2001 characters'],
  ['a hint past 2000', aField('f', {}, { hint: plain(long(2001)) }), 'hint.text: 2001 characters'],
  ['a placeholder past 150', aField('f', { placeholder: plain(long(151)) }), 'placeholder.text: 151 characters'],
  ['more than 3000 to type', aField('f', { max_length: 3001 }), 'max_length: must be from 1 to 3000'],
  ['an initial value past its limit', aField('f', { max_length: 3, initial_value: 'four' }), 'initial_value: 4 charac'],
  ['an action_id past 255', aField('f', { action_id: long(256) }), 'action_id: 256 characters'],
  ['a block_id past 255', aField(long(256)), 'block_id: 256 characters'],
  ['a button as an input', aField('f', { type: 'button' }), 'button cannot stand in input'],
  ['a number without its kind', aField('f', { type: 'number_input' }), 'is_decimal_allowed: is missing'],
  ['101 options', select({ options: options(101) }), '101, at most 100'],
  ['no options', select({ options: [] }), 'is empty'],
  ['an option text past 75', select({ options: options(1, { text: plain(long(76)) }) }), 'text.text: 76 characters'],
  ['an option value past 150', select({ options: options(1, { value: long(151) }) }), 'value: 151 characters'],
  ['the same value twice', select({ options: options(2, { value: 'v' }) }), 'the same value twice'],
  ['a description past 75', select({ options: options(1, { description: plain(long(76)) }) }), 'description.text: 76'],
  ['eleven radio buttons', select({ type: 'radio_buttons', options: options(11) }), '11, at most 10'],
  ['eleven checkboxes', select({ type: 'checkboxes', options: options(11) }), '11, at most 10'],
  ['a foreign initial option', select({ initial_option: { text: plain('o'), value: 'v0' } }), 'not among the options'],
  ['no initial options', select({ type: 'checkboxes', initial_options: [] }), 'initial_options: is empty'],
  ['a date in another form', aField('f', { type: 'datepicker', initial_date: '1.2.2026' }), 'must be YYYY-MM-DD'],
  ['a moment in ms', aField('f', { type: 'datetimepicker', initial_date_time: 1_700_000_000_000 }), 'ten digits'],
  ['eleven files', aField('f', { type: 'file_input', max_files: 11 }), 'must be from 1 to 10'],
  ['an unknown block', { type: 'table' }, 'not a known block'],
])('refuses %s', (_, block, complaint) => {
  expect(complaints([block])).toContainEqual(expect.stringContaining(complaint));
});

test('takes what stands just inside the limits', () => {
  const blocks = [
    { type: 'section', text: mrkdwn(`<https://x.example|a> &lt; ${long(2900)}`), block_id: long(255) },
    { type: 'header', text: plain(long(150)) },
    { type: 'divider' },
    { type: 'context', elements: Array(10).fill(plain('x')) },
    aButton(long(75), { value: long(2000), style: 'danger' }),
    aField('a', { max_length: 3000, placeholder: plain(long(150)) }),
    select({ options: options(100), initial_option: { value: 'v1', text: { text: 'o1', type: 'plain_text' } } }),
    aField('c', { type: 'datetimepicker', initial_date_time: 1_700_000_000 }),
    aField('d', { type: 'file_input', max_files: 10, filetypes: ['pdf'] }),
    aField('e', { type: 'number_input', is_decimal_allowed: false, initial_value: '7' }),
  ];
  expect(complaints(blocks)).toEqual([]);
});

test('keeps file inputs to modals, block ids single, and counts blocks by surface', () => {
  const file = aField('f', { type: 'file_input' });
  expect(complaints([file], 'home')).toEqual(['blocks[0].element: file_input stands in modals only']);
  expect(complaints([aField('f'), aField('f')])).toEqual(['blocks[1].block_id: stands twice']);
  const dividers = (count: number) => Array(count).fill({ type: 'divider' });
  expect(complaints(dividers(50), 'message')).toEqual([]);
  expect(complaints(dividers(51), 'message')).toEqual(['blocks: 51, at most 50']);
  expect(complaints(dividers(100))).toEqual([]);
  expect(complaints(dividers(101))).toEqual(['blocks: 101, at most 100']);
});

test.each<[string, object, string]>([
  ['a title past 24', { title: plain(long(25)) }, 'view.title.text: 25 characters, at most 24'],
  ['no title', { title: undefined }, 'view.title: is missing'],
  ['a submit past 24', { submit: plain(long(25)) }, 'view.submit.text: 25 characters'],
  ['a close past 24', { close: plain(long(25)) }, 'view.close.text: 25 characters'],
  ['a callback_id past 255', { callback_id: long(256) }, 'view.callback_id: 256 characters'],
  ['metadata past 3000', { private_metadata: long(3001) }, 'view.private_metadata: 3001 characters'],
  ['inputs without submit', { submit: undefined, blocks: [aField('f')] }, 'view.submit: is required'],
  ['a home tab as a modal', { type: 'home' }, 'view.type: must be modal'],
])('refuses a modal with %s', (_, more, complaint) => {
  const refusal = refusalOf(() => checkedView(aModal(more), 'modal'));
  expect(refusal).toMatchObject({ error: 'invalid_arguments', messages: [expect.stringContaining(complaint)] });
});

function refusalOf(act: () => unknown): Refusal | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  return undefined;
}
