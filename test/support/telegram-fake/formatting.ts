import type { MessageEntity } from 'grammy/types';
import { parseHtml } from './html.ts';
import { booleanOf, isRecord, jsonOf, stringOf } from './params.ts';
import { badRequest } from './refusal.ts';
import type { Params } from './request-body.ts';

export type Formatted = { text: string; entities: MessageEntity[] };

type Field = { text: string; entities: string; most: number; mayBeEmpty?: boolean };

export const TEXT: Field = { text: 'text', entities: 'entities', most: 4096 };
export const CAPTION: Field = { text: 'caption', entities: 'caption_entities', most: 1024, mayBeEmpty: true };

const KINDS = new Set(
  'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time'.split(
    ' ',
  ),
);

/**
 * The text as people see it, with its entities. Length counts UTF-16 units after entities parsing.
 * HTML is the only parse mode taken: Markdown by hand is what this program must not use.
 */
export function formattedOf(params: Params, field: Field): Formatted {
  const raw = stringOf(params, field.text);
  if (/\p{Surrogate}/u.test(raw)) throw badRequest('strings must be encoded in UTF-8');
  const mode = stringOf(params, 'parse_mode');
  if (mode !== '' && mode.toLowerCase() !== 'html') throw badRequest('unsupported parse_mode');
  const formatted =
    mode === '' ? { text: raw, entities: entitiesOf(jsonOf(params, field.entities), raw) } : parseHtml(raw);
  if (formatted.text.trim() === '' && !field.mayBeEmpty) throw badRequest(`message ${field.text} is empty`);
  if (formatted.text.length > field.most)
    throw badRequest(field === TEXT ? 'message is too long' : 'message caption is too long');
  return formatted;
}

export const isProtected = (params: Params) => booleanOf(params, 'protect_content');

function entitiesOf(sent: unknown, text: string): MessageEntity[] {
  if (sent === undefined) return [];
  if (!Array.isArray(sent)) throw badRequest("can't parse MessageEntity: expected an Array");
  return sent.map((entity) => entityOf(entity, text));
}

function entityOf(entity: unknown, text: string): MessageEntity {
  if (!isRecord(entity)) throw badRequest("can't parse MessageEntity: expected an Object");
  const { type, offset, length, url } = entity;
  if (typeof type !== 'string' || !KINDS.has(type)) throw badRequest('unsupported entity type');
  if (!isCount(offset) || !isCount(length) || length === 0 || offset + length > text.length)
    throw badRequest(`entity of type ${type} is outside of the text`);
  if (splitsPair(text, offset) || splitsPair(text, offset + length))
    throw badRequest('entity begins or ends in a middle of a UTF-16 symbol');
  if (type === 'text_link' && !isUrl(url)) throw badRequest('entity of type text_link needs a URL');
  return entity as unknown as MessageEntity;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isUrl = (value: unknown) => typeof value === 'string' && URL.canParse(value);
const splitsPair = (text: string, at: number) => at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
