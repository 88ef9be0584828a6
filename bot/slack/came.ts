import { z } from 'zod';
import type { Incoming } from '../dialogs/incoming.ts';
import { type SlackFile, slackFile } from './file.ts';
import { listened } from './listened.ts';
import { asTyped, commandIn } from './said.ts';

/** A file that is fetched only where one is asked for. */
export interface SentFile {
  readonly kind: 'file';
  readonly file: SlackFile;
  readonly ref: string;
}

export type Heard = Exclude<Incoming, { kind: 'file' | 'page' }> | SentFile;

/** What an event is to us. */
export type Came =
  | { readonly is: 'nothing' }
  /** The app was removed from the workspace, or its token withdrawn. */
  | { readonly is: 'gone' }
  | { readonly is: 'home'; readonly user: string }
  /** Several files may come in one message. */
  | { readonly is: 'heard'; readonly user: string; readonly what: readonly Heard[] };

const nothing: Came = { is: 'nothing' };

const said = z.looseObject({
  user: z.string(),
  text: z.string().optional(),
  ts: z.string(),
  bot_id: z.string().nullish(),
  edited: z.looseObject({ ts: z.string() }).optional(),
  files: z.array(slackFile).optional().catch(undefined),
});

const message = z.looseObject({
  type: z.literal('message'),
  subtype: z.string().optional(),
  channel: z.string(),
  channel_type: z.string().optional(),
  message: said.optional().catch(undefined),
  previous_message: said.optional().catch(undefined),
});

const opened = z.looseObject({ type: z.literal('app_home_opened'), user: z.string(), tab: z.string().optional() });
const revoked = z.looseObject({
  type: z.literal('tokens_revoked'),
  tokens: z.looseObject({ bot: z.array(z.string()).optional() }),
});

/** What people write. All else in a chat is Slack's own notice, or somebody else's program. */
const WRITTEN: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'me_message']);

/** Only what is said in a direct chat is heard: in a channel others read along. */
export function eventCame(event: unknown): Came {
  const { type } = z.looseObject({ type: z.string().optional().catch(undefined) }).safeParse(event).data ?? {};
  if (type === 'app_uninstalled') return { is: 'gone' };
  if (type === 'tokens_revoked') return revoked.safeParse(event).data?.tokens.bot?.length ? { is: 'gone' } : nothing;
  if (type === 'app_home_opened') {
    const home = opened.safeParse(event).data;
    return home?.tab === 'home' ? { is: 'home', user: home.user } : nothing;
  }
  const found = message.safeParse(event).data;
  if (found?.channel_type !== 'im') return nothing;
  if (found.subtype === 'message_changed') return corrected(found);
  const written = said.safeParse(event).data;
  if (!written || written.bot_id || !WRITTEN.has(found.subtype)) return nothing;
  return { is: 'heard', user: written.user, what: contentOf(found.channel, written) };
}

/** Of corrections only words, and only the person's own: Slack also "changes" a message when it unfolds an address in it. */
function corrected({ channel, message: now, previous_message: before }: z.infer<typeof message>): Came {
  if (!now?.edited || now.bot_id || now.files || now.text === undefined || now.text === before?.text) return nothing;
  const text = asTyped(now.text);
  return { is: 'heard', user: now.user, what: [{ kind: 'text', text, edited: true, ref: `${channel}:${now.ts}` }] };
}

function contentOf(channel: string, { text = '', files, ts }: z.infer<typeof said>): Heard[] {
  const ref = `${channel}:${ts}`;
  if (files && files.length > 0) return files.map((file) => ({ kind: 'file', file, ref }));
  if (text.trim() === '') return [{ kind: 'other', ref }];
  const typed = asTyped(text);
  // Slack keeps a leading slash for itself; after a blank it lets it through.
  if (/^\s*\/[a-z]/i.test(typed)) return [{ kind: 'command', ...commandIn(text), ref }];
  return [{ kind: 'text', text: typed, edited: false, ref }];
}

/** What a slash command says. */
export const commandCame = (text: string): Heard => ({ kind: 'command', ...commandIn(text) });

export const shortcutCame = (callbackId: string): Heard | null =>
  callbackId === listened.shortcut ? { kind: 'command', name: 'refer', argument: '' } : null;

const tapped = z.looseObject({
  actions: z.tuple([z.looseObject({ type: z.string(), value: z.string().optional() })], z.unknown()),
  channel: z.looseObject({ id: z.string() }).optional(),
  view: z.looseObject({ type: z.string() }).optional(),
});

/** What was tapped under a message or on the desk; in a window that is the window's own matter. */
export function tapCame(body: unknown): Heard | 'in-window' | null {
  const tap = tapped.safeParse(body).data;
  if (!tap) return null;
  if (tap.view && tap.view.type !== 'home') return 'in-window';
  if (!tap.view && !tap.channel?.id.startsWith('D')) return null;
  const [{ type, value }] = tap.actions;
  return type === 'button' && value ? { kind: 'tap', button: value } : null;
}
