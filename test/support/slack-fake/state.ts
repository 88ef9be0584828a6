import { type Block, type Element, elementsIn } from './block.ts';
import { isTextInput } from './element-rules.ts';
import { type Fields, fieldsOf, listOf } from './fields.ts';
import { choiceOf, optionsOf } from './option-rules.ts';

/** What stands in one element, as in `view.state.values`. */
export type StateValue = Fields & { readonly type: string };
export type StateValues = { readonly [blockId: string]: { readonly [actionId: string]: StateValue } };

/** The state of an element before anyone touched it; undefined for those without one, such as buttons. */
export function untouched(element: Element): StateValue | undefined {
  const { type } = element;
  if (isTextInput(type)) return { type, value: element['initial_value'] ?? null };
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: element['initial_option'] ?? null };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: listOf(element['initial_options']) };
    case 'datepicker':
      return { type, selected_date: element['initial_date'] ?? null };
    case 'timepicker':
      return { type, selected_time: element['initial_time'] ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: element['initial_date_time'] ?? null };
    case 'users_select':
      return { type, selected_user: element['initial_user'] ?? null };
    case 'file_input':
      return { type, files: [] };
    default:
      return undefined;
  }
}

/**
 * The state of these blocks. What was entered before stays while block_id and action_id stay, and initial values are then
 * ignored; what is not shown any more is gone. https://docs.slack.dev/reference/views#preserving-input
 */
export function stateOf(blocks: readonly Block[], before: StateValues = {}): StateValues {
  const values: { [blockId: string]: { [actionId: string]: StateValue } } = {};
  for (const { block, element } of elementsIn(blocks)) {
    const fresh = untouched(element);
    if (!fresh) continue;
    const old = before[block.block_id]?.[element.action_id];
    const kept = old?.type === element.type ? stillOffered(element, old) : undefined;
    values[block.block_id] = { ...values[block.block_id], [element.action_id]: kept ?? fresh };
  }
  return values;
}

/** A choice stands as long as the option does, in its present wording. */
function stillOffered(element: Element, old: StateValue): StateValue | undefined {
  const options = optionsOf(element);
  const now = (chosen: unknown) => options.find((option) => choiceOf(option) === choiceOf(chosen));
  if ('selected_option' in old)
    return old['selected_option'] === null
      ? old
      : now(old['selected_option']) && { ...old, selected_option: now(old['selected_option']) };
  if ('selected_options' in old)
    return { ...old, selected_options: listOf(old['selected_options']).flatMap((one) => now(one) ?? []) };
  return old;
}

export function isEmpty(value: StateValue | undefined): boolean {
  const { type: _, ...rest } = fieldsOf(value);
  return Object.values(rest).every((one) => one === null || one === '' || (Array.isArray(one) && one.length === 0));
}
