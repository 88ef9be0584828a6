import type { CallbackQuery, InlineKeyboardButton, Update, User } from 'grammy/types';
import type { ChatMessage, ChatRoom } from './chats.ts';
import type { Platform } from './platform.ts';

/** A button by its label, by its callback data, or by a test of one's own. */
export type TapTarget = string | ((button: InlineKeyboardButton) => boolean);

type Needs = {
  platform: Platform;
  room: ChatRoom;
  from: User;
  acts: () => void;
  tell: (kind: keyof Update, body: object) => void;
};

export function taps({ platform, room, from, acts, tell }: Needs) {
  const tapData = (data: string, messageId: number): string => {
    acts();
    const id = String(4_000_000_000_000_000 + platform.queries.size);
    platform.queries.set(id, { id, chatId: room.chat.id, at: platform.now(), answered: false });
    const kept = room.messages.find((one) => one.message.message_id === messageId && !one.deleted);
    const message = kept?.message ?? { chat: room.chat, message_id: messageId, date: 0 as const };
    const query: CallbackQuery = { id, from, message, chat_instance: String(room.chat.id), data };
    tell('callback_query', query);
    return id;
  };
  return {
    tapData,
    /** Taps the newest visible button that fits. Returns the message it stands under. */
    tap(target: TapTarget): ChatMessage {
      const fits = (button: InlineKeyboardButton) =>
        typeof target === 'function' ? target(button) : button.text === target || dataOf(button) === target;
      for (const message of platform.rooms.visible(room).reverse()) {
        const button = message.buttons.flat().find(fits);
        if (!button) continue;
        const data = dataOf(button);
        if (data === undefined)
          throw new Error(`the button "${button.text}" opens something, it does not report a tap`);
        tapData(data, message.id);
        return message;
      }
      const labels = platform.rooms
        .visible(room)
        .flatMap((message) => message.buttons.flat().map((button) => button.text));
      throw new Error(`no visible button fits ${String(target)}; there are: ${JSON.stringify(labels)}`);
    },
  };
}

const dataOf = (button: InlineKeyboardButton) => ('callback_data' in button ? button.callback_data : undefined);
