import { z } from 'zod';
import type { Incoming } from '../dialogs/incoming.ts';
import { commandIn } from './command.ts';

const chat = z.object({ id: z.int(), type: z.string() });
const from = z.object({ id: z.int(), language_code: z.string().optional() });
const file = z.object({ file_id: z.string(), file_name: z.string().optional(), file_size: z.number().optional() });

const message = z.looseObject({
  message_id: z.int(),
  chat,
  from: from.optional(),
  text: z.string().optional(),
  photo: z.array(file.extend({ width: z.number(), height: z.number() })).optional(),
  document: file.optional(),
});
const tap = z.object({
  id: z.string(),
  from,
  data: z.string().optional(),
  message: z.object({ chat }).optional(),
});
const membership = z.object({ chat, new_chat_member: z.object({ status: z.string() }) });

/** An update as far as it is read. A part that is not as documented counts as of an unknown kind. */
const update = z.object({
  update_id: z.int(),
  message: message.optional().catch(undefined),
  edited_message: message.optional().catch(undefined),
  callback_query: tap.optional().catch(undefined),
  my_chat_member: membership.optional().catch(undefined),
});
export type Update = z.infer<typeof update>;

/** What is asked of the platform. */
export const KINDS = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/** Null when it is no update at all. */
export const readUpdate = (sent: unknown): Update | null => update.safeParse(sent).data ?? null;

export interface SentFile {
  readonly kind: 'file';
  readonly fileId: string;
  readonly name: string;
  readonly size: number | null;
  readonly ref: string;
}

/** What an update is to us. `query` has to be answered, whatever becomes of the rest. */
export type Came =
  | { readonly is: 'nothing'; readonly query?: string }
  | { readonly is: 'group'; readonly chatId: number; readonly type: string }
  | { readonly is: 'blocked'; readonly address: string }
  | { readonly is: 'back'; readonly address: string }
  | {
      readonly is: 'heard';
      readonly address: string;
      readonly language: string | undefined;
      readonly what: Exclude<Incoming, { kind: 'file' }> | SentFile;
      readonly query?: string;
    };

const nothing: Came = { is: 'nothing' };

export function whatCame(came: Update): Came {
  if (came.callback_query) return tapped(came.callback_query);
  if (came.my_chat_member) return joined(came.my_chat_member);
  const said = came.message ?? came.edited_message;
  if (!said) return nothing;
  if (said.chat.type !== 'private') return { is: 'group', chatId: said.chat.id, type: said.chat.type };
  const what = came.message ? contentOf(said) : correctionOf(said);
  return what ? { is: 'heard', address: String(said.chat.id), language: said.from?.language_code, what } : nothing;
}

function tapped({ id: query, from, data, message }: z.infer<typeof tap>): Came {
  if (data === undefined || (message && message.chat.type !== 'private')) return { is: 'nothing', query };
  // Of a private chat the id is that of the person; a message that is too old to be told comes without its chat.
  const address = String(message?.chat.id ?? from.id);
  return { is: 'heard', address, language: from.language_code, what: { kind: 'tap', button: data }, query };
}

function joined({ chat, new_chat_member: { status } }: z.infer<typeof membership>): Came {
  const isIn = status !== 'left' && status !== 'kicked';
  if (chat.type === 'private') return { is: isIn ? 'back' : 'blocked', address: String(chat.id) };
  return isIn ? { is: 'group', chatId: chat.id, type: chat.type } : nothing;
}

/** Of corrections only words: a changed caption would hand the file over twice, a moving position never ends. */
function correctionOf(said: z.infer<typeof message>): Exclude<Incoming, { kind: 'file' }> | null {
  if (said.text === undefined) return null;
  const ref = String(said.message_id);
  const command = commandIn(said.text);
  return command ? { kind: 'command', ...command, ref } : { kind: 'text', text: said.text, edited: true, ref };
}

function contentOf(said: z.infer<typeof message>): Exclude<Incoming, { kind: 'file' }> | SentFile | null {
  const ref = String(said.message_id);
  if (said.text !== undefined) {
    const command = commandIn(said.text);
    return command ? { kind: 'command', ...command, ref } : { kind: 'text', text: said.text, edited: false, ref };
  }
  const photo = said.photo?.toSorted((a, b) => a.width * a.height - b.width * b.height).at(-1);
  const kept = photo ?? said.document;
  if (kept) {
    const name = kept.file_name ?? (photo ? 'photo.jpg' : 'file');
    return { kind: 'file', fileId: kept.file_id, name, size: kept.file_size ?? null, ref };
  }
  return CONTENT.some((kind) => kind in said) ? { kind: 'other', ref } : null;
}

/** What people send. All else in a chat is the platform's own notice (pinned, timer changed, shared) and needs no answer. */
const CONTENT = [
  'animation',
  'audio',
  'checklist',
  'contact',
  'dice',
  'game',
  'location',
  'paid_media',
  'poll',
  'sticker',
  'story',
  'venue',
  'video',
  'video_note',
  'voice',
];
