import type { Visit } from '../../core/door.ts';
import type { ButtonWanted, Line, Params } from '../../core/message.ts';
import type { CommandName, Incoming } from './incoming.ts';

export interface Reply {
  readonly buttons?: readonly ButtonWanted[];
  /** The form field that is asked for. */
  readonly field?: string;
}

/** What a channel with windows (Slack) opens for the person once the turn is committed. */
export type Opening =
  /** A whole form, page by page. */
  | { readonly is: 'form'; readonly draftId: string }
  /** A place to type what the open dialog asks for; the message is its question. */
  | { readonly is: 'text'; readonly messageId: string };

/** Where what a person types into the chat stays there for good: everything personal is asked for in a window. */
export interface Windows {
  /** Null when the platform lets no window be opened now (somebody typed): a button for it is offered instead. */
  readonly open: ((opening: Opening) => void) | null;
}

/** One update of one person inside one visit through the door: what came, what stands open, and how to answer. */
export interface Turn extends Visit {
  readonly incoming: Incoming;
  /** The chat the person wrote from; answers go there. */
  readonly account: { readonly id: string; readonly channel: string };
  /** Null where questions are asked in the chat, one by one. */
  readonly windows: Windows | null;
  /** What the person has open, remembered across restarts and channels. */
  readonly open: Open | null;
  /** Opens a dialog, changes what it remembers, or (null) closes it. Ids and codes only. */
  remember(open: Open | null): Promise<void>;
  /** Answers in the chat the person wrote from. Returns the message's id. */
  reply(template: string, params?: Params, more?: Reply): Promise<string>;
  /** Answers with lines of the wording. */
  replyLines(lines: readonly Line[], more?: Reply): Promise<string>;
  /** The id of what was answered last in this turn. */
  lastReply(): string | null;
  /** Takes the person's message out of the chat, once its answer is stored. Nothing where the channel cannot. */
  deleteIncoming(): Promise<void>;
  /** Leaves the buttons of the tapped message where they are: they may be used again. */
  keepButtons(): void;
}

export interface Open {
  readonly dialog: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** What a button carries: ids and codes. */
export type Having = Readonly<Record<string, string | number | boolean>>;

/** The share of one subject in the conversation. */
export interface DialogPart {
  readonly commands?: Partial<Record<CommandName, (turn: Turn, argument: string) => Promise<void>>>;
  /** By the `does` of a button. */
  readonly taps?: Readonly<Record<string, (turn: Turn, having: Having) => Promise<void>>>;
  /** By the name of an open dialog: what it does with typed text, a file, or something else. */
  readonly hears?: Readonly<Record<string, (turn: Turn, state: Open['state']) => Promise<void>>>;
}
