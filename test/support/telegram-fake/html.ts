import type { MessageEntity } from 'grammy/types';
import { badRequest } from './refusal.ts';

const KIND_OF_TAG: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TOKEN = /<(\/?)([a-zA-Z0-9-]*)([^<>]*)>|<|&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));|[^<&]+|&/g;

type Open = { tag: string; kind: string; offset: number; url: string | undefined };

/** The platform's HTML parse mode: allowed tags only, balanced, text escaped. */
export function parseHtml(html: string): { text: string; entities: MessageEntity[] } {
  let text = '';
  const open: Open[] = [];
  const entities: MessageEntity[] = [];
  for (const token of html.matchAll(TOKEN)) {
    const [whole, slash, tag, attributes = '', decimal, hex, named] = token;
    if (named !== undefined) text += NAMED[named] ?? '';
    else if (decimal !== undefined) text += symbol(Number(decimal));
    else if (hex !== undefined) text += symbol(Number.parseInt(hex, 16));
    else if (!whole.startsWith('<')) text += whole;
    else if (slash === '/') entities.push(...closed(open, tag?.toLowerCase() ?? '', text, token.index));
    else open.push(opened(tag?.toLowerCase() ?? '', attributes, text.length, token.index));
  }
  const left = open.at(-1);
  if (left) throw cannotParse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function opened(tag: string, attributes: string, offset: number, at: number): Open {
  const kind = KIND_OF_TAG[tag];
  if (kind === undefined) throw cannotParse(`Unsupported start tag "${tag}" at byte offset ${at}`);
  if (tag === 'span' && !/^\s+class\s*=\s*["']?tg-spoiler["']?\s*$/.test(attributes))
    throw cannotParse(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`);
  const url = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/.exec(attributes);
  return { tag, kind, offset, url: url?.[1] ?? url?.[2] ?? url?.[3] };
}

function closed(open: Open[], tag: string, text: string, at: number): MessageEntity[] {
  const last = open.pop();
  if (last === undefined) throw cannotParse(`Unexpected end tag at byte offset ${at}`);
  if (tag !== last.tag && tag !== '')
    throw cannotParse(`Unmatched end tag at byte offset ${at}, expected "</${last.tag}>", found "</${tag}>"`);
  const length = text.length - last.offset;
  // The platform drops a link without a usable address and keeps its text.
  if (length === 0 || (last.kind === 'text_link' && (last.url === undefined || !URL.canParse(last.url)))) return [];
  const entity = {
    type: last.kind,
    offset: last.offset,
    length,
    ...(last.kind === 'text_link' ? { url: last.url } : {}),
  };
  return [entity as unknown as MessageEntity];
}

const symbol = (code: number) =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
const cannotParse = (what: string) => badRequest(`can't parse entities: ${what}`);
