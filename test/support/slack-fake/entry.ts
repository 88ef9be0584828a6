import type { Element } from './block.ts';
import { isTextInput } from './element-rules.ts';
import type { Fields } from './fields.ts';
import { lengthOf, textIn } from './limit.ts';
import { choiceOf, optionsOf } from './option-rules.ts';
import type { StateValue } from './state.ts';

/** What a person may enter: text, the value or label of an option, a date, several of them. Empty takes it back. */
export type Entered = string | readonly string[];

/** The state after somebody entered this, as far as the app on their screen lets them. */
export function entered(element: Element, what: Entered): StateValue {
  const { type } = element;
  const [first = ''] = typeof what === 'string' ? [what] : what;
  const several = (typeof what === 'string' ? [what] : what).filter((one) => one !== '');
  if (isTextInput(type)) return { type, value: typed(element, first) };
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: first === '' ? null : optionFor(element, first) };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: several.map((one) => optionFor(element, one)) };
    case 'datepicker':
      return { type, selected_date: inForm(first, /^\d{4}-\d\d-\d\d$/, 'YYYY-MM-DD') };
    case 'timepicker':
      return { type, selected_time: inForm(first, /^\d\d:\d\d$/, 'HH:mm') };
    case 'datetimepicker':
      return { type, selected_date_time: first === '' ? null : secondsOf(first) };
    case 'users_select':
      return { type, selected_user: first || null };
    default:
      throw new Error(`nobody can enter anything in ${type}`);
  }
}

function typed(element: Element, text: string): string | null {
  const { max_length: most = 3000 } = element;
  if (typeof most === 'number' && lengthOf(text) > most) throw new Error(`the field takes ${most} characters at most`);
  return text === '' ? null : text;
}

function optionFor(element: Element, wanted: string): Fields {
  const options = optionsOf(element);
  const found =
    options.find((option) => choiceOf(option) === wanted) ??
    options.find((option) => textIn(option['text']) === wanted);
  if (found) return found;
  const offered = options.map((option) => `${textIn(option['text'])} (${choiceOf(option)})`);
  throw new Error(`no option ${wanted}; there are: ${offered.join(', ')}`);
}

function inForm(text: string, form: RegExp, shape: string): string | null {
  if (text !== '' && !form.test(text)) throw new Error(`must be ${shape}`);
  return text === '' ? null : text;
}

function secondsOf(text: string): number {
  const seconds = /^\d{10}$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isFinite(seconds)) throw new Error('must be seconds since 1970 or a date and time with its offset');
  return seconds;
}

/** What the app on the screen refuses to send, in its own words; undefined when it lets it pass. */
export function refusedByClient(element: Element, value: StateValue | undefined): string | undefined {
  const text = value?.['value'];
  if (typeof text !== 'string') return undefined;
  const { min_length: least, min_value: from, max_value: to } = element;
  if (typeof least === 'number' && lengthOf(text) < least) return `Please enter at least ${least} characters`;
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text)) return 'Please enter a valid email address';
  if (element.type === 'url_text_input' && !URL.canParse(text)) return 'Please enter a valid URL';
  if (element.type !== 'number_input') return undefined;
  if (!/^-?\d+([.,]\d+)?$/.test(text)) return 'Please enter a number';
  if (element['is_decimal_allowed'] !== true && !/^-?\d+$/.test(text)) return 'Please enter a whole number';
  if (from !== undefined && Number(text) < Number(from)) return `Please enter ${String(from)} or more`;
  if (to !== undefined && Number(text) > Number(to)) return `Please enter ${String(to)} or less`;
  return undefined;
}
