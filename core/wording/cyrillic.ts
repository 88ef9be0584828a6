import { type MessageFormatElement, TYPE } from '@formatjs/icu-messageformat-parser';

const pairs: Readonly<Record<string, string>> = { lj: 'љ', nj: 'њ', dž: 'џ' };

const latin = 'abvgdđežzijklmnoprstćufhcčš';
const cyrillic = 'абвгдђежзијклмнопрстћуфхцчш';

/** Where n and j, or d and ž, are two sounds that meet: `injekcija`, `nadživeti`. */
const twoSounds = /^(?:in(?=jek)|kon(?=jun|jug)|van(?=jezi)|nad(?=živ|žup)|pod(?=žanr|žup)|od(?=žal|živ))/i;

/** Links, mail addresses, file names, commands, and whatever carries a digit beside Latin letters (E-1, QPS-2026-0001). */
const asTyped =
  /(?:https?:\/\/|t\.me\/)\S*|[\w.+-]+@[\w.-]+\.\w+|(?<![\p{L}\d/])\/[a-z]+|(?=[\w/-]*\d)[A-Za-z][\w/-]*|[\w-]+\.(?:pdf|jpe?g|png|csv|ics)\b/u;

/** Written in Latin in Cyrillic texts too: what stands so on a button, a form or a screen. */
const names = /^(?:Tryeza|Telegram|Slack|QPS|PMF|NJMF|PDF|MB|kB|JPE?G|PNG|CSV|API|ISO|SMS|ID|PIN)$/;
const roman = /^[IVX]{2,}$/;
const foreign = /[qwxy]/i;

const tokens = new RegExp(`(${asTyped.source})|(\\p{L}+)`, 'gu');

/** Serbian Latin text in Cyrillic. */
export function toCyrillic(text: string): string {
  return text.replace(tokens, (token, kept: string | undefined) => (kept ? token : word(token)));
}

/** A message in Cyrillic: what is written in it, not what is put into its placeholders. */
export function messageInCyrillic(message: readonly MessageFormatElement[]): MessageFormatElement[] {
  return message.map((part) => {
    if (part.type === TYPE.literal) return { ...part, value: toCyrillic(part.value) };
    if (part.type !== TYPE.plural && part.type !== TYPE.select) return part;
    const options = Object.entries(part.options).map(([name, option]) => [
      name,
      { ...option, value: messageInCyrillic(option.value) },
    ]);
    return { ...part, options: Object.fromEntries(options) };
  });
}

function word(text: string): string {
  if (names.test(text) || roman.test(text) || foreign.test(text)) return text;
  const apart = twoSounds.exec(text)?.[0] ?? '';
  return letters(apart) + letters(text.slice(apart.length));
}

function letters(text: string): string {
  return text
    .replace(/lj|nj|dž/gi, (pair) => likeCase(pair, pairs[pair.toLowerCase()] ?? pair))
    .replace(/[a-zđžćčš]/gi, (letter) => likeCase(letter, cyrillic[latin.indexOf(letter.toLowerCase())] ?? letter));
}

function likeCase(model: string, text: string): string {
  return model[0] === model[0]?.toLowerCase() ? text : text.toUpperCase();
}
