import type { Message } from 'grammy/types';
import type { ChatRoom } from './chats.ts';
import { MOST_UPLOADED } from './files.ts';
import { CAPTION, formattedOf, isProtected, TEXT } from './formatting.ts';
import { keyboardOf } from './keyboard.ts';
import { integerOf, isRecord, jsonOf, stringOf } from './params.ts';
import { type Method, type Platform, secondsOf } from './platform.ts';
import { badRequest, Refusal } from './refusal.ts';
import type { Params } from './request-body.ts';

const ACTIONS =
  'typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note'.split(
    ' ',
  );

export const sendMessage: Method = (platform, params) => {
  const room = platform.rooms.writable(integerOf(params, 'chat_id'));
  const { text, entities } = formattedOf(params, TEXT);
  return accept(platform, params, room, 'sendMessage', { text, ...(entities.length ? { entities } : {}) });
};

export const sendDocument: Method = (platform, params) => {
  const room = platform.rooms.writable(integerOf(params, 'chat_id'));
  const caption = formattedOf(params, CAPTION);
  const file = documentOf(platform, params);
  return accept(platform, params, room, 'sendDocument', {
    document: {
      file_id: file.id,
      file_unique_id: file.uniqueId,
      file_name: file.name,
      mime_type: file.mime,
      file_size: file.size,
    },
    ...(caption.text === '' ? {} : { caption: caption.text }),
    ...(caption.entities.length ? { caption_entities: caption.entities } : {}),
  });
};

export const sendChatAction: Method = (platform, params) => {
  platform.rooms.writable(integerOf(params, 'chat_id'));
  if (!ACTIONS.includes(stringOf(params, 'action'))) throw badRequest('wrong parameter action in request');
  return true;
};

function accept(
  platform: Platform,
  params: Params,
  room: ChatRoom,
  method: string,
  content: Partial<Message>,
): Message {
  const markup = keyboardOf(params);
  const replied = repliedTo(params, room);
  const isGuarded = isProtected(params);
  platform.flood.admit(room.chat.id);
  const message = {
    message_id: platform.rooms.nextMessageId(),
    from: botAsUser(platform),
    chat: room.chat,
    date: secondsOf(platform),
    ...(replied ? { reply_to_message: replied } : {}),
    ...content,
    ...(markup ? { reply_markup: markup } : {}),
    ...(isGuarded ? { has_protected_content: true as const } : {}),
  } as Message;
  const chatId = room.chat.id;
  platform.accepted.push({
    method,
    chatId,
    messageId: message.message_id,
    message,
    protected: isGuarded,
    at: platform.now(),
  });
  if (platform.requireProtectContent && !isGuarded)
    platform.violations.push({ rule: 'protect-content', method, chatId });
  platform.rooms.add(room, message);
  return message;
}

function repliedTo(params: Params, room: ChatRoom): Message | undefined {
  const sent = jsonOf(params, 'reply_parameters');
  const reply = isRecord(sent) ? sent : { message_id: integerOf(params, 'reply_to_message_id') };
  const { message_id: id, allow_sending_without_reply: mayLackIt } = reply;
  if (id === undefined) return undefined;
  const kept = room.messages.find((one) => one.message.message_id === id && !one.deleted);
  if (kept) return kept.message;
  if (mayLackIt === true) return undefined;
  throw badRequest('message to be replied not found');
}

function documentOf(platform: Platform, params: Params) {
  const sent = stringOf(params, 'document');
  const upload = params.uploads.get(sent.startsWith('attach://') ? sent.slice('attach://'.length) : 'document');
  if (!upload) {
    if (sent === '') throw badRequest('there is no document in the request');
    return platform.files.find(sent);
  }
  if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
  if (upload.bytes.length > MOST_UPLOADED) throw new Refusal(413, 'Request Entity Too Large');
  return platform.files.keep(upload.bytes, upload.name, upload.mime);
}

function botAsUser({ bot }: Platform) {
  return { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username };
}
