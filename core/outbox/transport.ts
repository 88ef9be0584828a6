import type { Lane } from '../message.ts';

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

/** A channel's way out. Never throws for what the platform answers; the address is the opened one. */
export interface Transport {
  readonly channel: string;
  send(address: string, message: Rendered, messageId: string): Promise<Answer>;
  /** Replaces text and buttons of a message sent before. */
  edit(address: string, ref: string, message: Rendered): Promise<Answer>;
  delete(address: string, ref: string): Promise<Answer>;
  /** Draws the person's desk anew, where the channel keeps one on show. */
  desk?(address: string, personId: string): Promise<Answer>;
}
