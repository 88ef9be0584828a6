import type { BotCommand } from 'grammy/types';
import { deleteMessage, editMessageReplyMarkup, editMessageText } from './editing.ts';
import { booleanOf, integerOf, isRecord, jsonOf, stringOf } from './params.ts';
import type { Method } from './platform.ts';
import { badRequest, conflict } from './refusal.ts';
import { sendChatAction, sendDocument, sendMessage } from './sending.ts';
import { checkedWebhook } from './webhook.ts';

const getMe: Method = ({ bot }) => bot;

const getUpdates: Method = ({ queue, webhook }, params, gone) => {
  if (webhook.current())
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  queue.allow(kindsOf(jsonOf(params, 'allowed_updates')));
  const [offset, limit, timeout] = ['offset', 'limit', 'timeout'].map((name) => integerOf(params, name));
  return queue.poll({ offset: offset ?? 0, limit: limit ?? 100, timeout: timeout ?? 0, gone });
};

const setWebhook: Method = ({ queue, webhook }, params) => {
  const url = stringOf(params, 'url');
  const hook = checkedWebhook(
    url || 'https://invalid.invalid',
    stringOf(params, 'secret_token'),
    integerOf(params, 'max_connections') ?? 40,
  );
  queue.allow(kindsOf(jsonOf(params, 'allowed_updates')));
  if (booleanOf(params, 'drop_pending_updates')) queue.drop();
  webhook.set(url === '' ? undefined : hook);
  return true;
};

const deleteWebhook: Method = ({ queue, webhook }, params) => {
  if (booleanOf(params, 'drop_pending_updates')) queue.drop();
  webhook.set(undefined);
  return true;
};

const getWebhookInfo: Method = ({ webhook }) => webhook.info();

const answerCallbackQuery: Method = (platform, params) => {
  const query = platform.queries.get(stringOf(params, 'callback_query_id'));
  if (!query || query.answered || platform.now() - query.at > platform.queryLifeMs)
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  const text = stringOf(params, 'text');
  if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
  query.answered = true;
  const { toasts } = platform.rooms.known(query.chatId);
  if (text !== '') toasts.push({ text, showAlert: booleanOf(params, 'show_alert'), at: platform.now() });
  platform.rooms.changed();
  return true;
};

const setMyCommands: Method = (platform, params) => {
  const commands = jsonOf(params, 'commands');
  if (!Array.isArray(commands)) throw badRequest("can't parse commands JSON object");
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  const language = stringOf(params, 'language_code');
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  const scope = JSON.stringify(jsonOf(params, 'scope') ?? { type: 'default' });
  platform.commands.set(`${scope} ${language}`, { scope, language, commands: commands.map(commandOf) });
  return true;
};

function commandOf(command: unknown): BotCommand {
  const { command: name, description } = isRecord(command) ? command : {};
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  if (typeof description !== 'string' || description.length < 1 || description.length > 256)
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  return { command: name, description };
}

const getFile: Method = ({ files }, params) => {
  const { file, path } = files.pathTo(stringOf(params, 'file_id'));
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size, file_path: path };
};

const leaveChat: Method = ({ rooms }, params) => {
  const room = rooms.known(integerOf(params, 'chat_id'));
  if (room.chat.type === 'private') throw badRequest("chat member status can't be changed in private chats");
  rooms.writable(room.chat.id).open = false;
  return true;
};

const getChat: Method = ({ rooms }, params) => {
  const { chat } = rooms.known(integerOf(params, 'chat_id'));
  return { ...chat, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: NO_GIFTS };
};

const NO_GIFTS = { unlimited_gifts: false, limited_gifts: false, unique_gifts: false, premium_subscription: false };

function kindsOf(sent: unknown): string[] | undefined {
  if (sent === undefined) return undefined;
  if (!Array.isArray(sent)) throw badRequest("can't parse allowed updates");
  return sent.filter((kind): kind is string => typeof kind === 'string');
}

const METHODS: Record<string, Method> = {
  getMe,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  sendMessage,
  sendDocument,
  sendChatAction,
  editMessageText,
  editMessageReplyMarkup,
  deleteMessage,
  answerCallbackQuery,
  setMyCommands,
  getFile,
  leaveChat,
  getChat,
};

const BY_LOWER_CASE = new Map(Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), method]));

/** Method names are case-insensitive on the platform. */
export const methodNamed = (name: string): Method | undefined => BY_LOWER_CASE.get(name.toLowerCase());
