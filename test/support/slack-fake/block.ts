import { randomBytes } from 'node:crypto';
import { type Fields, fieldsOf, listOf, stringOf } from './fields.ts';

/** A block with the ids that the platform adds where the app gave none. */
export type Block = Fields & { readonly type: string; readonly block_id: string };
export type Element = Fields & { readonly type: string; readonly action_id: string };
/** An element and the block that it stands in. */
export type Placed = { block: Block; element: Element; input: boolean };

const invented = () => randomBytes(4).toString('base64url');

export function blocksOf(given: unknown): readonly Block[] {
  return listOf(given).map((one) => {
    const block = fieldsOf(one);
    return {
      ...block,
      ...named(block),
      type: stringOf(block['type']),
      block_id: stringOf(block['block_id']) || invented(),
    };
  });
}

function named(block: Fields): Fields {
  const { element, accessory, elements } = block;
  return {
    ...(element === undefined ? {} : { element: withId(element) }),
    ...(accessory === undefined ? {} : { accessory: withId(accessory) }),
    ...(block['type'] === 'actions' ? { elements: listOf(elements).map(withId) } : {}),
  };
}

function withId(given: unknown): Element {
  const element = fieldsOf(given);
  const type = stringOf(element['type']);
  return { ...element, type, action_id: stringOf(element['action_id']) || invented() };
}

export function elementsIn(blocks: readonly Block[]): readonly Placed[] {
  return blocks.flatMap((block) => {
    const { element, accessory, elements } = block;
    const standing = [element, accessory, ...(block.type === 'actions' ? listOf(elements) : [])];
    return standing
      .filter((one) => one !== undefined)
      .map((one) => ({ block, element: withId(one), input: block.type === 'input' }));
  });
}

/** Everything that a person can read in it, in order. */
export function writingIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(writingIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = fieldsOf(value);
  if ((type === 'plain_text' || type === 'mrkdwn') && typeof text === 'string') return [text];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'confirm' ? [] : writingIn(inner)));
}
