import type { InlineKeyboardMarkup, Message } from 'grammy/types';
import type { ChatRoom, Kept } from './chats.ts';
import { formattedOf, TEXT } from './formatting.ts';
import { keyboardOf } from './keyboard.ts';
import { integerOf } from './params.ts';
import { type Method, type Platform, secondsOf } from './platform.ts';
import { badRequest } from './refusal.ts';
import type { Params } from './request-body.ts';

const DELETABLE_SECONDS = 48 * 60 * 60;

export const editMessageText: Method = (platform, params) => {
  const { room, kept } = editable(platform, params);
  if (kept.message.text === undefined) throw badRequest('there is no text in the message to edit');
  const { text, entities } = formattedOf(params, TEXT);
  const { entities: _, ...rest } = kept.message;
  return change(platform, params, room, kept, 'editMessageText', {
    ...rest,
    text,
    ...(entities.length ? { entities } : {}),
  });
};

export const editMessageReplyMarkup: Method = (platform, params) => {
  const { room, kept } = editable(platform, params);
  return change(platform, params, room, kept, 'editMessageReplyMarkup', kept.message);
};

/** Own messages and those of the other side of a private chat, for 48 hours. */
export const deleteMessage: Method = (platform, params) => {
  const room = platform.rooms.known(integerOf(params, 'chat_id'));
  const kept = messageOf(params, room, 'message to delete not found');
  const isOwn = kept.message.from?.id === platform.bot.id;
  const isTooOld = secondsOf(platform) - kept.message.date > DELETABLE_SECONDS;
  if (isTooOld || !(isOwn || room.chat.type === 'private')) throw badRequest("message can't be deleted for everyone");
  platform.rooms.remove(kept);
  note(platform, room, kept, 'deleteMessage', undefined);
  return true;
};

function editable(platform: Platform, params: Params) {
  const room = platform.rooms.writable(integerOf(params, 'chat_id'));
  const kept = messageOf(params, room, 'message to edit not found');
  if (kept.message.from?.id !== platform.bot.id) throw badRequest("message can't be edited");
  return { room, kept };
}

function messageOf(params: Params, room: ChatRoom, otherwise: string): Kept {
  const id = integerOf(params, 'message_id');
  if (id === undefined) throw badRequest('message identifier is not specified');
  const kept = room.messages.find((one) => one.message.message_id === id && !one.deleted);
  if (!kept) throw badRequest(otherwise);
  return kept;
}

/** An edit without `reply_markup` takes the buttons away, as on the platform. */
function change(
  platform: Platform,
  params: Params,
  room: ChatRoom,
  kept: Kept,
  method: string,
  content: Message,
): Message {
  const markup = keyboardOf(params);
  if (isSame(kept.message, content, markup))
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  const { reply_markup: _, ...rest } = content;
  const message: Message = { ...rest, edit_date: secondsOf(platform), ...(markup ? { reply_markup: markup } : {}) };
  platform.rooms.replace(kept, message);
  note(platform, room, kept, method, message.text);
  return message;
}

const isSame = (was: Message, content: Message, markup: InlineKeyboardMarkup | undefined) =>
  was.text?.trim() === content.text?.trim() &&
  JSON.stringify(was.entities ?? []) === JSON.stringify(content.entities ?? []) &&
  JSON.stringify(was.reply_markup ?? null) === JSON.stringify(markup ?? null);

function note(platform: Platform, room: ChatRoom, kept: Kept, method: string, text: string | undefined) {
  const messageId = kept.message.message_id;
  platform.changes.push({ method, chatId: room.chat.id, messageId, text, at: platform.now() });
}
