import type { Lane } from '../message.ts';
import type { Locale } from '../wording.ts';

/** A message as a person will see it. */
export interface Rendered {
  readonly text: string;
  /** Rows of buttons; `id` goes to the platform and comes back. */
  readonly buttons: readonly { readonly id: string; readonly act: string; readonly label: string }[];
  readonly template: string;
  readonly field: string | null;
  readonly lane: Lane;
}

/** What the platform said. `never`: it will not change its mind for this message or this chat. */
export type Answer =
  | { readonly is: 'accepted'; readonly ref: string | null }
  | { readonly is: 'later'; readonly code: string; readonly afterMs: number }
  | { readonly is: 'never'; readonly code: string; readonly chatIsDead: boolean };

/** One word for all that is owed to somebody: that something is due, and nothing of what. */
export interface Word {
  /** Opaque: the id of the first message that it stands for; the same one again when it is said again. */
  readonly id: string;
  readonly accountId: string;
  readonly locale: Locale;
  /** How often it was tried before. */
  readonly attempts: number;
  /** The address is not confirmed yet: this asks for it, and stands for nothing else. */
  readonly confirms: boolean;
  /** The person has asked for no friendly words here. */
  readonly stopped: boolean;
}

/** A channel's way out. Never throws for what the platform answers; the address is the opened one. */
export interface Transport {
  readonly channel: string;
  send(address: string, message: Rendered, messageId: string): Promise<Answer>;
  /** Replaces text and buttons of a message sent before. */
  edit(address: string, ref: string, message: Rendered): Promise<Answer>;
  delete(address: string, ref: string): Promise<Answer>;
  /** Where no content may go: takes the place of `send`, and nothing is edited or deleted. */
  oneWord?(address: string, word: Word): Promise<Answer>;
  /** Draws the person's desk anew, where the channel keeps one on show. */
  desk?(address: string, personId: string): Promise<Answer>;
}
