import type { ActionsBlock, Button, InputBlock, KnownBlock, ModalView, PlainTextElement } from '@slack/types';

/** What the platform takes (docs.slack.dev: views, Block Kit reference). Characters, or how many. */
export const LIMITS = {
  title: 24,
  button: 24,
  label: 2000,
  hint: 2000,
  error: 2000,
  section: 3000,
  header: 150,
  context: 2000,
  confirm: 300,
  confirmTitle: 100,
  confirmButton: 30,
  option: 75,
  optionValue: 150,
  buttonText: 75,
  spoken: 75,
  typed: 3000,
  metadata: 3000,
  blocks: 100,
  actions: 25,
  /** Up to so many options stand open; more are a list that unfolds. */
  openOptions: 10,
  foldedOptions: 100,
  files: 10,
} as const;

type Words = { [Name in keyof typeof LIMITS]: Name }[keyof typeof LIMITS];

/** Words cut to what their place takes, with an ellipsis; never through a character. */
export function cutTo(place: Words, words: string): string {
  const most = LIMITS[place];
  if (words.length <= most) return words;
  return `${words
    .slice(0, most - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

/** Text of a block, as it is: nothing in it is markup. The platform takes none that is empty. */
export const plain = (place: Words, words: string): PlainTextElement => ({
  type: 'plain_text',
  text: cutTo(place, words.trim() === '' ? '–' : words),
  emoji: false,
});

export const section = (words: string): KnownBlock => ({ type: 'section', text: plain('section', words) });

export const header = (words: string): KnownBlock => ({ type: 'header', text: plain('header', words) });

export const note = (words: string): KnownBlock => ({ type: 'context', elements: [plain('context', words)] });

/** A button; `spoken` is what a screen reader says where the label alone says too little. */
export const button = (words: string, actionId: string, value: string, spoken?: string): Button => ({
  type: 'button',
  text: plain('buttonText', words),
  action_id: actionId,
  value,
  ...(spoken ? { accessibility_label: cutTo('spoken', spoken) } : {}),
});

export const besides = (words: string, accessory: Button): KnownBlock => ({
  type: 'section',
  text: plain('section', words),
  accessory,
});

/** Buttons in as many rows as they need. */
export function rows(name: string, buttons: readonly Button[]): ActionsBlock[] {
  const made: ActionsBlock[] = [];
  for (let at = 0; at < buttons.length; at += LIMITS.actions) {
    made.push({ type: 'actions', block_id: `${name}-${at}`, elements: buttons.slice(at, at + LIMITS.actions) });
  }
  return made;
}

interface Window {
  readonly title: string;
  readonly blocks: readonly (KnownBlock | InputBlock)[];
  readonly close: string;
  readonly submit?: string;
  /** Which window it is. */
  readonly callback: string;
  /** Ids and codes only. */
  readonly metadata?: string;
  /** Tell when it is closed. */
  readonly tells?: boolean;
}

export const modal = ({ title, blocks, close, submit, callback, metadata, tells }: Window): ModalView => ({
  type: 'modal',
  callback_id: callback,
  title: plain('title', title),
  close: plain('button', close),
  ...(submit ? { submit: plain('button', submit) } : {}),
  ...(metadata ? { private_metadata: metadata } : {}),
  notify_on_close: tells ?? false,
  blocks: blocks.slice(0, LIMITS.blocks),
});
