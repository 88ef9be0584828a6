import type { Button, ConfirmationDialog, KnownBlock } from '@slack/types';
import type { Rendered } from '../../core/outbox/transport.ts';
import { pieces } from '../channel/pieces.ts';
import { inSlackWords } from './said.ts';

/** Block Kit's own limits. Characters are counted after escaping. */
const MOST_IN_A_SECTION = 3000;
const MOST_IN_A_ROW = 25;
const MOST_IN_A_LABEL = 75;
const MOST_IN_A_VALUE = 2000;
const MOST_BLOCKS = 50;
/** Beyond this Slack cuts the text that stands in notifications. */
const MOST_IN_A_TEXT = 4000;
/** A label up to this length says too little to somebody who hears it without the message around it. */
const SHORT = 16;

export interface Posted {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export type Confirm = (act: string) => ConfirmationDialog | undefined;

/** A message as Slack takes it: the words in sections, the buttons under them. Null when the platform would not take it. */
export function postedOf({ text, buttons }: Pick<Rendered, 'text' | 'buttons'>, confirm: Confirm): Posted | null {
  const said = inSlackWords(text).trim();
  if (said === '' || !buttons.every(fits)) return null;
  const blocks = [...sections(said), ...rows(buttons, said, confirm)];
  return blocks.length > MOST_BLOCKS ? null : { text: shortened(said), blocks };
}

/** Slack reads three characters as its own. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Only addresses are dressed up: in a `verbatim` section Slack looks for nothing itself. */
const dressed = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)])/)
    .map((part, index) => (index % 2 === 1 ? `<${escaped(part)}>` : escaped(part)))
    .join('');

function sections(text: string, most = MOST_IN_A_SECTION): KnownBlock[] {
  return pieces(text, most).flatMap((piece): KnownBlock[] => {
    const words = dressed(piece);
    if (words.length > MOST_IN_A_SECTION) return sections(piece, Math.floor(most / 2));
    return [{ type: 'section', text: { type: 'mrkdwn', text: words, verbatim: true } }];
  });
}

const fits = ({ id, label }: Rendered['buttons'][number]): boolean =>
  id !== '' && id.length <= MOST_IN_A_VALUE && label.trim() !== '';

function rows(buttons: Rendered['buttons'], said: string, confirm: Confirm): KnownBlock[] {
  const elements = buttons.map((button): Button => {
    const asked = confirm(button.act);
    const hint = `${button.label}: ${said.split('\n', 1)[0] ?? ''}`;
    return {
      type: 'button',
      action_id: `b:${button.id}`,
      value: button.id,
      text: { type: 'plain_text', text: cutTo(button.label, MOST_IN_A_LABEL), emoji: false },
      ...(button.label.length <= SHORT ? { accessibility_label: cutTo(hint, MOST_IN_A_LABEL) } : {}),
      ...(asked ? { confirm: asked } : {}),
    };
  });
  const found: KnownBlock[] = [];
  for (let at = 0; at < elements.length; at += MOST_IN_A_ROW) {
    found.push({ type: 'actions', elements: elements.slice(at, at + MOST_IN_A_ROW) });
  }
  return found;
}

const cutTo = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** What a notification and a screen reader begin with; whole wherever Slack keeps it whole. */
function shortened(said: string): string {
  const whole = escaped(said);
  return whole.length <= MOST_IN_A_TEXT
    ? whole
    : escaped(cutTo(said, Math.floor((MOST_IN_A_TEXT * said.length) / whole.length) - 200));
}
