import type { Chat, InlineKeyboardButton, Message, User } from 'grammy/types';
import { badRequest, forbidden } from './refusal.ts';

export type Toast = { text: string; showAlert: boolean; at: number };

/** One chat with the bot as it stands now. `messages` keeps deleted ones, marked. */
export type ChatRoom = {
  chat: Chat.PrivateChat | Chat.GroupChat;
  /** The bot may write: the person pressed start, or the bot is in the group. */
  open: boolean;
  blocked: boolean;
  deactivated: boolean;
  messages: Kept[];
  toasts: Toast[];
};

export type Kept = { message: Message; deleted: boolean /** Grows with each change in any chat. */; seq: number };

/** What a person sees. `at` in ms. */
export type ChatMessage = {
  id: number;
  from: 'bot' | 'person';
  text: string;
  buttons: InlineKeyboardButton[][];
  at: number;
  edited: boolean;
  protected: boolean;
  message: Message;
};

export function chatRooms(bot: User) {
  const rooms = new Map<number, ChatRoom>();
  const watchers = new Set<() => void>();
  let lastMessageId = 0;
  let seq = 0;
  return {
    rooms,
    watchers,
    nextMessageId: () => ++lastMessageId,
    seq: () => seq,
    open(chat: Chat.PrivateChat | Chat.GroupChat): ChatRoom {
      const room = rooms.get(chat.id) ?? {
        chat,
        open: false,
        blocked: false,
        deactivated: false,
        messages: [],
        toasts: [],
      };
      rooms.set(chat.id, room);
      return room;
    },
    /** The chat, whether or not the bot may write into it. */
    known(chatId: number | undefined): ChatRoom {
      const room = chatId === undefined ? undefined : rooms.get(chatId);
      if (!room) throw badRequest(chatId === undefined ? 'chat_id is empty' : 'chat not found');
      return room;
    },
    writable(chatId: number | undefined): ChatRoom {
      const room = this.known(chatId);
      if (room.deactivated) throw forbidden('user is deactivated');
      if (room.blocked) throw forbidden('bot was blocked by the user');
      if (room.open) return room;
      throw forbidden(
        room.chat.type === 'private'
          ? "bot can't initiate conversation with a user"
          : 'bot is not a member of the group chat',
      );
    },
    add(room: ChatRoom, message: Message) {
      room.messages.push({ message, deleted: false, seq: ++seq });
      this.changed();
    },
    replace(kept: Kept, message: Message) {
      kept.message = message;
      kept.seq = ++seq;
      this.changed();
    },
    remove(kept: Kept) {
      kept.deleted = true;
      kept.seq = ++seq;
      this.changed();
    },
    changed() {
      for (const watcher of [...watchers]) watcher();
    },
    visible: (room: ChatRoom) => room.messages.filter((kept) => !kept.deleted).map((kept) => seen(kept.message, bot)),
    visibleSince: (room: ChatRoom, since: number) =>
      room.messages.filter((kept) => !kept.deleted && kept.seq > since).map((kept) => seen(kept.message, bot)),
  };
}

export type ChatRooms = ReturnType<typeof chatRooms>;

function seen(message: Message, bot: User): ChatMessage {
  return {
    id: message.message_id,
    from: message.from?.id === bot.id ? 'bot' : 'person',
    text: message.text ?? message.caption ?? '',
    buttons: message.reply_markup?.inline_keyboard ?? [],
    at: message.date * 1000,
    edited: message.edit_date !== undefined,
    protected: message.has_protected_content === true,
    message,
  };
}
