import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { refused } from '../../core/errors.ts';
import { newId } from '../../core/id.ts';
import type { Store } from '../../core/store.ts';
import type { Locale, Wording, Wordings } from '../../core/wording.ts';
import type { WebChat } from '../../prisma/client/generated/client.ts';
import type { Converse } from '../dialogs/converse.ts';
import type { Incoming } from '../dialogs/incoming.ts';
import type { Persona } from './persona.ts';
import { commandIn, commandWords, isPlain } from './said.ts';

const buttons = z.array(z.object({ id: z.string(), act: z.string(), label: z.string() }));

export const chatMessage = z.object({
  id: z.string(),
  from: z.enum(['bot', 'person']),
  template: z.string().nullable(),
  field: z.string().nullable(),
  text: z.string(),
  buttons,
  at: z.iso.datetime(),
});
export type ChatMessage = z.infer<typeof chatMessage>;

/** What is posted to a chat. `bytes` null: the file was larger than is taken, and was not kept. */
export type Post =
  | { readonly text: string }
  | { readonly button: string }
  | { readonly file: { readonly name: string; readonly size: number; readonly bytes: Uint8Array | null } };

export interface WebChatParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly wording: Wordings;
  readonly converse: Converse;
  personas(): Promise<readonly Persona[]>;
  /** Sends what is owed to that chat; may return early when that is being done elsewhere. */
  drainNow(accountId: string): Promise<unknown>;
  /** May an answer to this field say something of a person? What is not known to be harmless may. */
  readonly isPersonal?: (field: string) => boolean;
}

export interface WebChats {
  messagesOf(personaId: string): Promise<ChatMessage[]>;
  /** Returns what is new, the person's own bubble first. The same `updateId` again does nothing. */
  post(personaId: string, posted: Post, updateId?: string): Promise<ChatMessage[]>;
}

const shownAtMost = 300;

/** The try-out's chats: what the people of the other channels do on a platform, without one. */
export function webChats(parts: WebChatParts): WebChats {
  const { store, clock, wording, converse, personas, drainNow, isPersonal = () => true } = parts;

  const personaOf = async (id: string): Promise<Persona> => {
    const found = (await personas()).find((persona) => persona.id === id);
    if (!found) throw refused('not-found');
    return found;
  };

  /** Until what is owed to the chat stands in it, for at most so many milliseconds: another drain of it may be under way. */
  const caughtUp = async (accountId: string, atMost: number): Promise<void> => {
    const owed = { accountId, sentAt: null, cancelledAt: null, failedAt: null };
    for (let waited = 0; waited < atMost; waited += 25) {
      if (!(await store.message.findFirst({ where: owed, select: { id: true } }))) return;
      await drainNow(accountId);
      if (waited > 0) await pause(25);
    }
  };

  const rowsOf = (accountId: string, after = 0n) =>
    store.webChat.findMany({ where: { accountId, seq: { gt: after } }, orderBy: { seq: 'desc' }, take: shownAtMost });

  const messagesOf = async (personaId: string) => {
    const { accountId } = await personaOf(personaId);
    await caughtUp(accountId, 2_000);
    return (await rowsOf(accountId)).reverse().map(present);
  };

  const post: WebChats['post'] = async (personaId, posted, updateId = newId()) => {
    const { personId, accountId } = await personaOf(personaId);
    const person = await store.person.findUniqueOrThrow({ where: { id: personId }, select: { locale: true } });
    const w = wording(person.locale as Locale);
    const before = await store.webChat.findFirst({ where: { accountId }, orderBy: { seq: 'desc' } });
    const ref = newId();
    const incoming = incomingOf(posted, ref);
    const asked = await openField(accountId);
    // Typed words may be about a child: until the dialog has stored or refused them, the bubble does not hold them.
    const text = (await knownWords(incoming, accountId, w)) ?? w.say('common.stored');
    const at = clock.now();
    await store.webChat.create({ data: { id: ref, accountId, fromBot: false, text, at } });
    const outcome = await converse({ personId, account: { id: accountId, channel: 'web' }, updateId, incoming }).catch(
      async (fault: unknown) => {
        await store.webChat.delete({ where: { id: ref } });
        throw fault;
      },
    );
    if (outcome === 'seen') await store.webChat.delete({ where: { id: ref } });
    else if (incoming.kind === 'text') await settle(ref, incoming.text, asked, w);
    await caughtUp(accountId, 5_000);
    return (await rowsOf(accountId, before?.seq)).reverse().map(present);
  };

  /** The words of a button, a command, a file: known before anything is answered. */
  const knownWords = async (incoming: Incoming, accountId: string, w: Wording): Promise<string | null> => {
    if (incoming.kind === 'command') return commandWords(incoming);
    if (incoming.kind === 'file') return w.say('page.try.file-sent');
    if (incoming.kind !== 'tap') return null;
    const shown = (await rowsOf(accountId)).flatMap((row) => buttons.parse(row.buttons));
    return shown.find((button) => button.id === incoming.button)?.label ?? '…';
  };

  /** What a typed bubble says in the end: stored, the plain words, or that the words were not kept. */
  const settle = async (ref: string, typed: string, asked: string | null, w: Wording): Promise<void> => {
    const taken = await store.message.findFirst({ where: { kind: 'delete', targetRef: ref }, select: { id: true } });
    if (taken) return;
    const harmless = asked !== null && !isPersonal(asked) && isPlain(typed);
    const text = harmless ? typed.trim() : w.say('page.try.not-kept');
    await store.webChat.updateMany({ where: { id: ref }, data: { text } });
  };

  const openField = async (accountId: string): Promise<string | null> => {
    const last = await store.webChat.findFirst({ where: { accountId, fromBot: true }, orderBy: { seq: 'desc' } });
    return last?.field ?? null;
  };

  return { messagesOf, post };
}

function incomingOf(posted: Post, ref: string): Incoming {
  if ('button' in posted) return { kind: 'tap', button: posted.button };
  if ('text' in posted) {
    const command = commandIn(posted.text);
    return command ? { kind: 'command', ...command, ref } : { kind: 'text', text: posted.text, edited: false, ref };
  }
  const { name, size, bytes } = posted.file;
  const read = async () => {
    if (!bytes) throw refused('file-too-large');
    return bytes;
  };
  return { kind: 'file', file: { name, size, read }, ...(bytes ? { bytes } : {}), ref };
}

const present = (row: WebChat): ChatMessage => ({
  id: row.id,
  from: row.fromBot ? 'bot' : 'person',
  template: row.template,
  field: row.field,
  text: row.text,
  buttons: buttons.parse(row.buttons),
  at: row.at.toISOString(),
});
