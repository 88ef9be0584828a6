import { elementsIn } from './block.ts';
import { refusedByClient } from './entry.ts';
import { type Fields, fieldsOf, isFields, parsed } from './fields.ts';
import { lengthOf } from './limit.ts';
import { Refusal } from './refusal.ts';
import { isEmpty } from './state.ts';
import { checkedView } from './view-rules.ts';
import type { Screen, SlackView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** Errors by block, shown under the fields; `next`: another or a changed view stands there; `closed`: none does. */
export type Submitted = { errors?: Record<string, string> } | 'next' | 'closed';

/** What the app on the screen keeps from being sent. */
export function clientErrors(view: SlackView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element, input } of elementsIn(view.blocks)) {
    if (!input) continue;
    const value = view.state.values[block.block_id]?.[element.action_id];
    if (isEmpty(value)) {
      if (block['optional'] !== true) errors[block.block_id] = 'Please complete this required field.';
      continue;
    }
    const wrong = refusedByClient(element, value);
    if (wrong) errors[block.block_id] = wrong;
  }
  return errors;
}

/** Does what the answer to a submission says. https://docs.slack.dev/surfaces/modals#handling_submissions */
export function follow(workspace: Workspace, screen: Screen, view: SlackView, answer: string): Submitted {
  const given = answer === '' ? {} : parsed(answer);
  const { response_action: action } = fieldsOf(given);
  if (!isFields(given) || (action === undefined && Object.keys(given).length > 0))
    return broken(workspace, 'the answer is neither empty nor a response_action');
  try {
    return followed(workspace, screen, view, given);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return broken(workspace, [error.error, ...error.messages].join('; '));
  }
}

function followed({ views, ...workspace }: Workspace, screen: Screen, view: SlackView, answer: Fields): Submitted {
  const current = screen.stack.find(({ id }) => id === view.id);
  switch (answer['response_action']) {
    case undefined:
      screen.stack = screen.stack.filter(({ id }) => id !== view.id);
      return screen.stack.length === 0 ? 'closed' : 'next';
    case 'clear':
      screen.stack = [];
      return 'closed';
    case 'update':
      if (current) views.update(screen, current, checkedView(answer['view'], 'modal'));
      return 'next';
    case 'push':
      views.push(screen, checkedView(answer['view'], 'modal'));
      return 'next';
    case 'errors':
      return { errors: errorsFor({ ...workspace, views }, current ?? view, fieldsOf(answer['errors'])) };
    default:
      return broken({ ...workspace, views }, `${String(answer['response_action'])} is not a response_action`);
  }
}

function errorsFor(workspace: Workspace, view: SlackView, errors: Fields): Record<string, string> {
  const inputs = view.blocks.filter(({ type }) => type === 'input').map((block) => block.block_id);
  const entries = Object.entries(errors);
  if (entries.length === 0) workspace.broken('view_submission: errors without any, the person sees nothing');
  for (const [block, text] of entries) {
    if (!inputs.includes(block)) workspace.broken(`view_submission: error for ${block}, which is no input of the view`);
    if (typeof text !== 'string' || text === '')
      workspace.broken(`view_submission: the error for ${block} has no text`);
    else if (lengthOf(text) > 3000) workspace.broken(`view_submission: the error for ${block} is too long`);
  }
  return Object.fromEntries(entries.map(([block, text]) => [block, String(text)]));
}

function broken(workspace: Workspace, what: string): Submitted {
  workspace.broken(`view_submission: ${what}`);
  return { errors: { '': 'We had some trouble connecting. Try again?' } };
}
