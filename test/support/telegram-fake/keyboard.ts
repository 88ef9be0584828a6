import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import { isRecord, jsonOf } from './params.ts';
import { badRequest } from './refusal.ts';
import type { Params } from './request-body.ts';

const MOST_BUTTONS = 100;
const MOST_IN_A_ROW = 8;
const OTHER_MARKUP = ['keyboard', 'remove_keyboard', 'force_reply'];
const ACTS =
  'url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat copy_text pay'.split(' ');

/** The inline keyboard of a call; undefined when there is none or when it has no button. */
export function keyboardOf(params: Params): InlineKeyboardMarkup | undefined {
  const markup = jsonOf(params, 'reply_markup');
  if (markup === undefined) return undefined;
  if (!isRecord(markup)) throw badRequest('object expected as reply markup');
  const { inline_keyboard: sent } = markup;
  if (sent === undefined) {
    if (OTHER_MARKUP.some((name) => name in markup)) return undefined;
    throw badRequest("can't parse reply keyboard markup JSON object");
  }
  if (!Array.isArray(sent) || !sent.every(Array.isArray))
    throw badRequest('field "inline_keyboard" must be an Array of Arrays');
  const rows = sent.map((row: unknown[]) => row.map(buttonOf)).filter((row) => row.length > 0);
  if (rows.flat().length > MOST_BUTTONS || rows.some((row) => row.length > MOST_IN_A_ROW))
    throw badRequest('reply markup is too long');
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

function buttonOf(button: unknown): InlineKeyboardButton {
  if (!isRecord(button)) throw badRequest("can't parse InlineKeyboardButton: expected an Object");
  const { text, callback_data: data, url } = button;
  if (typeof text !== 'string' || text.trim() === '')
    throw badRequest("can't parse inline keyboard button: text buttons are unallowed to be empty");
  if (ACTS.filter((act) => act in button).length !== 1)
    throw badRequest("can't parse inline keyboard button: exactly one of the optional fields must be used");
  if ('callback_data' in button && (typeof data !== 'string' || !isOneTo64Bytes(data)))
    throw badRequest('BUTTON_DATA_INVALID');
  if ('url' in button && (typeof url !== 'string' || !URL.canParse(url))) throw badRequest('BUTTON_URL_INVALID');
  return button as unknown as InlineKeyboardButton;
}

const isOneTo64Bytes = (data: string) => Buffer.byteLength(data) >= 1 && Buffer.byteLength(data) <= 64;
