/** The commands of every channel: Telegram's `/refer`, Slack's `/tryeza refer`, the try-out's `refer`. */
export const commands = [
  'start',
  'refer',
  'status',
  'cases',
  'deadlines',
  'why',
  'meetings',
  'report',
  'actions',
  'language',
  'settings',
  'help',
  'cancel',
] as const;
export type CommandName = (typeof commands)[number];

/** A file that a person sent. `read` fetches it from the platform; called before the transaction, and only where a file is asked for. */
export interface Sent {
  readonly name: string;
  /** Bytes as the platform says; null when it does not. */
  readonly size: number | null;
  readonly read: () => Promise<Uint8Array>;
}

/** What a person did, whatever the channel. `ref` names the person's own message on the platform, so that it can be deleted. */
export type Incoming =
  | { readonly kind: 'command'; readonly name: CommandName; readonly argument: string; readonly ref?: string }
  | { readonly kind: 'text'; readonly text: string; readonly edited: boolean; readonly ref?: string }
  | { readonly kind: 'tap'; readonly button: string }
  | { readonly kind: 'file'; readonly file: Sent; readonly bytes?: Uint8Array; readonly ref?: string }
  /** A page of a window: what was filled in comes beside it, not as a message. */
  | { readonly kind: 'page' }
  /** Voice, sticker, place, contact: refused kindly. */
  | { readonly kind: 'other'; readonly ref?: string };
