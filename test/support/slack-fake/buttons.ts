import { type Block, elementsIn, type Placed } from './block.ts';
import { stringOf } from './fields.ts';
import { textIn } from './limit.ts';

/** A button by its label or its value. */
export type Wanted = string | RegExp | { value: string };
export type SlackButton = { label: string; value: string; actionId: string; where: 'chat' | 'home' | 'modal' };

const buttonsIn = (blocks: readonly Block[] | undefined): readonly Placed[] =>
  elementsIn(blocks ?? []).filter(({ element }) => element.type === 'button');

export function buttonFor(blocks: readonly Block[] | undefined, wanted: Wanted): Placed | undefined {
  return buttonsIn(blocks).find(({ element }) => {
    const label = textIn(element['text']);
    if (typeof wanted === 'string') return label === wanted;
    return wanted instanceof RegExp ? wanted.test(label) : element['value'] === wanted.value;
  });
}

export const buttonsShown = (blocks: readonly Block[] | undefined, where: SlackButton['where']): SlackButton[] =>
  buttonsIn(blocks).map(({ element }) => ({
    label: textIn(element['text']),
    value: stringOf(element['value']),
    actionId: element.action_id,
    where,
  }));
