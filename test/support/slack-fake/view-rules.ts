import { checkBlocks } from './block-rules.ts';
import { type Fields, fieldsOf, isFields, listOf, parsed } from './fields.ts';
import { atMost, type Complain, textObject } from './limit.ts';
import { wrong } from './refusal.ts';

const MOST_BYTES = 250_000;

/** The view as given, or the refusal of the platform. https://docs.slack.dev/reference/views */
export function checkedView(given: unknown, type: 'modal' | 'home'): Fields {
  const view = typeof given === 'string' ? parsed(given) : given;
  if (!isFields(view)) throw wrong('invalid_arguments', ['view: is missing']);
  const messages: string[] = [];
  const complain: Complain = (where, what) => messages.push(`view.${where}: ${what}`);
  if (view['type'] !== type) complain('type', `must be ${type}`);
  if (type === 'modal') checkModal(view, complain);
  atMost(view['callback_id'], 255, 'callback_id', complain);
  atMost(view['private_metadata'], 3000, 'private_metadata', complain);
  atMost(view['external_id'], 255, 'external_id', complain);
  checkBlocks(view['blocks'], type, complain);
  if (messages.length > 0) throw wrong('invalid_arguments', messages);
  if (Buffer.byteLength(JSON.stringify(view)) > MOST_BYTES) throw wrong('view_too_large');
  return view;
}

function checkModal(view: Fields, complain: Complain) {
  const { title, submit, close, blocks } = view;
  textObject(title, { most: 24, required: true, plainOnly: true }, 'title', complain);
  textObject(submit, { most: 24, plainOnly: true }, 'submit', complain);
  textObject(close, { most: 24, plainOnly: true }, 'close', complain);
  const asks = listOf(blocks).some((block) => fieldsOf(block)['type'] === 'input');
  if (asks && submit === undefined) complain('submit', 'is required when there are input blocks');
}
