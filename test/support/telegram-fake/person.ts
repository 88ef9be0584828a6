import type { InlineKeyboardButton, Message, MessageEntity, Update, User } from 'grammy/types';
import type { ChatMessage, ChatRoom } from './chats.ts';
import { type Platform, secondsOf } from './platform.ts';
import { type TapTarget, taps } from './tap.ts';
import { waitUntil } from './wait.ts';

export type PersonOptions = { id: number; languageCode?: string; firstName?: string; username?: string };

/** Longer texts leave a real app in pieces. */
const MOST_IN_ONE = 4096;

/** Somebody with the app open on a private chat with the bot. Acts return at once; the bot hears of them in its own time. */
export function personIn(platform: Platform, { id, languageCode, firstName, username }: PersonOptions) {
  const from: User = {
    id,
    is_bot: false,
    first_name: firstName ?? `Person ${id}`,
    ...(username ? { username } : {}),
    ...(languageCode ? { language_code: languageCode } : {}),
  };
  const chat = { id, type: 'private' as const, first_name: from.first_name, ...(username ? { username } : {}) };
  const room: ChatRoom = platform.rooms.open(chat);
  let actedAt = 0;

  const acts = () => {
    if (room.blocked) throw new Error('who blocked the bot cannot write to it: unblock first');
    room.open = true;
    actedAt = platform.rooms.seq();
  };
  const tell = (kind: keyof Update, body: object) => void platform.queue.addWanted(kind, { [kind]: body }, id);
  const send = (content: Partial<Message>): Message => {
    acts();
    const message = {
      message_id: platform.rooms.nextMessageId(),
      from,
      chat,
      date: secondsOf(platform),
      ...content,
    } as Message;
    platform.rooms.add(room, message);
    actedAt = platform.rooms.seq();
    tell('message', message);
    return message;
  };
  const attach = (bytes: Uint8Array, name: string, mime: string, size?: number) => {
    const file = platform.files.keep(bytes, name, mime, size);
    return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size };
  };
  const member = (was: 'member' | 'kicked', is: 'member' | 'kicked') => {
    const bot = {
      id: platform.bot.id,
      is_bot: true,
      first_name: platform.bot.first_name,
      username: platform.bot.username,
    };
    const as = (status: string) => ({ user: bot, status, ...(status === 'kicked' ? { until_date: 0 } : {}) });
    tell('my_chat_member', {
      chat,
      from,
      date: secondsOf(platform),
      old_chat_member: as(was),
      new_chat_member: as(is),
    });
  };
  const visible = () => platform.rooms.visible(room);
  const { tap, tapData } = taps({ platform, room, from, acts, tell });

  return {
    id,
    user: from,
    /** Sends text; past 4,096 characters in several messages, as the apps do. Returns the last. */
    say(text: string): Message {
      const pieces = inPieces(text);
      const sent = pieces.map((piece) => send({ text: piece, ...commandEntities(piece) }));
      const last = sent.at(-1);
      if (!last) throw new Error('the apps send no empty message');
      return last;
    },
    /** `command('start abc')` sends `/start abc`. */
    command(text: string): Message {
      return this.say(text.startsWith('/') ? text : `/${text}`);
    },
    tap: (target: TapTarget): ChatMessage => tap(target),
    /** Sends any data as if from a button of that message: an old button, a forged one, another person's. Returns the query id. */
    tapData: (data: string, messageId: number): string => tapData(data, messageId),
    sendPhoto(bytes: Uint8Array, caption?: string, size?: number): Message {
      const sizes = [90, 1280].map((width) => ({
        ...attach(bytes, 'photo.jpg', 'image/jpeg', size),
        width,
        height: width,
      }));
      return send({ photo: sizes, ...(caption ? { caption } : {}) });
    },
    /** @param size bytes to tell instead of the true length */
    sendDocument(bytes: Uint8Array, name: string, mime: string, size?: number): Message {
      return send({ document: { ...attach(bytes, name, mime, size), file_name: name, mime_type: mime } });
    },
    sendVoice(bytes: Uint8Array = Buffer.from('OggS')): Message {
      return send({ voice: { ...attach(bytes, 'voice.ogg', 'audio/ogg'), duration: 3, mime_type: 'audio/ogg' } });
    },
    /** Any other content: sticker, location, contact … */
    sendOther: (content: Partial<Message>): Message => send(content),
    editLast(text: string): Message {
      acts();
      const kept = room.messages.findLast(
        (one) => !one.deleted && one.message.from?.id === id && one.message.text !== undefined,
      );
      if (!kept) throw new Error('there is no own text to edit');
      const { entities: _, ...rest } = kept.message;
      const edited: Message = { ...rest, text, edit_date: secondsOf(platform), ...commandEntities(text) };
      platform.rooms.replace(kept, edited);
      actedAt = platform.rooms.seq();
      tell('edited_message', edited);
      return edited;
    },
    block() {
      room.blocked = true;
      member('member', 'kicked');
    },
    unblock() {
      room.blocked = false;
      member('kicked', 'member');
    },
    /** The account is gone for good. */
    deactivate() {
      room.deactivated = true;
    },
    /** Visible now, edits and deletions applied, oldest first. */
    chat: visible,
    /** The last visible message of the bot. */
    lastMessage: (): ChatMessage | undefined => visible().findLast((message) => message.from === 'bot'),
    buttons: (): InlineKeyboardButton[] => visible().flatMap((message) => message.buttons.flat()),
    /** What taps were answered with. */
    toasts: () => room.toasts,
    /** The first visible message of the bot that fits, now or within `ms`. */
    waitFor(predicate: (message: ChatMessage) => boolean, ms = 30_000): Promise<ChatMessage> {
      const found = () => visible().find((message) => message.from === 'bot' && predicate(message));
      return waitUntil(
        platform.rooms.watchers,
        found,
        ms,
        () => `No such message. The chat shows: ${shown(visible())}`,
      );
    },
    /** The first message that the bot sent or edited after this person's last act. */
    reply(ms = 30_000): Promise<ChatMessage> {
      const found = () => platform.rooms.visibleSince(room, actedAt).find((message) => message.from === 'bot');
      return waitUntil(platform.rooms.watchers, found, ms, () => `No reply. The chat shows: ${shown(visible())}`);
    },
  };
}

export type Person = ReturnType<typeof personIn>;

const shown = (messages: ChatMessage[]) => JSON.stringify(messages.map(({ from, text }) => `${from}: ${text}`));

function commandEntities(text: string): { entities?: MessageEntity[] } {
  const command = /^\/[a-zA-Z0-9_]{1,32}(@\w+)?/.exec(text)?.[0];
  return command ? { entities: [{ type: 'bot_command', offset: 0, length: command.length }] } : {};
}

function inPieces(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = Math.min(from + MOST_IN_ONE, text.length);
    const splitsPair = end < text.length && (text.codePointAt(end - 1) ?? 0) > 0xffff;
    const to = splitsPair ? end - 1 : end;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}
