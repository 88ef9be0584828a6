import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';
import { messageInCyrillic } from './cyrillic.ts';
import type { WordingKey } from './keys.ts';
import { intlLocale, type Locale } from './locale.ts';

/** Dates go in as words (`Wording.when`), other texts as said. */
export type Params = Readonly<Record<string, string | number>>;

export type Say = (key: WordingKey, params?: Params) => string;

/** A text that is missing or cannot be said. Names the key and the argument, never a value: values may be personal. */
export class WordingFault extends Error {
  override name = 'WordingFault';
}

export interface Message {
  say(params: Params): string;
}

/**
 * Parses an ICU message; `<` is a plain character, there are no tags. Every argument is needed, those inside of an option
 * that is not said too: a caller that forgets one is found out by the first case, not by the rare one.
 */
export function message(key: string, text: string, locale: Locale): Message {
  const parts = syntaxOf(key, text);
  const written = locale === 'sr-Cyrl' ? messageInCyrillic(parts) : parts;
  const format = new IntlMessageFormat(written, intlLocale[locale]);
  const needed = [...argumentsOf(parts)];
  return {
    say(params) {
      for (const { name, counted } of needed) {
        if (params[name] === undefined) throw new WordingFault(`The text ${key} needs the argument ${name}.`);
        // The library would say "NaN days".
        if (counted && !Number.isFinite(params[name])) {
          throw new WordingFault(`The text ${key} needs a number as its argument ${name}.`);
        }
      }
      return said(key, format, params);
    },
  };
}

// The library's own errors quote the value, so they are not kept as a cause.
function said(key: string, format: IntlMessageFormat, params: Params): string {
  try {
    return String(format.format(params));
  } catch {
    throw new WordingFault(`The text ${key} cannot take one of its arguments: of the wrong kind.`);
  }
}

export function syntaxOf(key: string, text: string): MessageFormatElement[] {
  try {
    return parse(text, { ignoreTag: true });
  } catch (cause) {
    throw new WordingFault(`The text ${key} is not a valid ICU message.`, { cause });
  }
}

function* argumentsOf(parts: readonly MessageFormatElement[]): Generator<{ name: string; counted: boolean }> {
  for (const part of parts) {
    if (part.type === TYPE.literal || part.type === TYPE.pound || part.type === TYPE.tag) continue;
    yield { name: part.value, counted: part.type === TYPE.plural };
    if (part.type === TYPE.select || part.type === TYPE.plural) {
      for (const option of Object.values(part.options)) yield* argumentsOf(option.value);
    }
  }
}
