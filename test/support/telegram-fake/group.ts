import type { Message } from 'grammy/types';
import type { Person } from './person.ts';
import { type Platform, secondsOf } from './platform.ts';

/** A group into which somebody puts the bot. The id is negative. */
export function groupIn(platform: Platform, { id, title }: { id: number; title: string }) {
  if (id >= 0) throw new Error('the id of a group is negative');
  const chat = { id, type: 'group' as const, title };
  const room = platform.rooms.open(chat);
  const bot = {
    id: platform.bot.id,
    is_bot: true,
    first_name: platform.bot.first_name,
    username: platform.bot.username,
  };
  return {
    addBot(by: Person) {
      room.open = true;
      const [was, is] = ['left', 'member'].map((status) => ({ user: bot, status }));
      const body = { chat, from: by.user, date: secondsOf(platform), old_chat_member: was, new_chat_member: is };
      platform.queue.addWanted('my_chat_member', { my_chat_member: body }, id);
    },
    say(by: Person, text: string): Message {
      const message_id = platform.rooms.nextMessageId();
      const message = { message_id, from: by.user, chat, date: secondsOf(platform), text } as Message;
      platform.rooms.add(room, message);
      platform.queue.addWanted('message', { message }, id);
      return message;
    },
    chat: () => platform.rooms.visible(room),
    hasBot: () => room.open,
  };
}
