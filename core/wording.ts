import { readCatalogues } from './wording/catalogue.ts';
import type { WordingKey } from './wording/keys.ts';
import { type Locale, languageOf } from './wording/locale.ts';
import { type Message, message, type Params, type Say, WordingFault } from './wording/message.ts';
import { distance, type MomentShape, moment, span } from './wording/moment.ts';

export type { WordingKey } from './wording/keys.ts';
export { type Language, type Locale, languageOf, languages, locales, ownName } from './wording/locale.ts';
export { type Params, WordingFault } from './wording/message.ts';
export type { MomentShape, MomentStyle } from './wording/moment.ts';

/** Every sentence of the program in one locale. */
export interface Wording {
  readonly locale: Locale;
  /** Throws `WordingFault` when the text does not exist or one of its arguments is missing. */
  say(key: WordingKey, params?: Params): string;
  /** As `say`, for a name that is put together when the program runs. */
  sayNamed(name: string, params?: Params): string;
  has(name: string): name is WordingKey;
  /** "Thursday 26 November 2026, 10:00", in the nominative: it stands after a colon or a dash. */
  when(at: Date, shape: MomentShape): string;
  /** "in 2 hours", "3 days ago". */
  distance(at: Date, now: Date): string;
  /** "2 hours". */
  span(ms: number): string;
}

export type Wordings = (locale: Locale) => Wording;

/** Reads the catalogues once. A message is parsed when it is first said. */
export function loadWording(folder: URL = new URL('../locales/', import.meta.url)): Wordings {
  const catalogues = readCatalogues(folder);
  const open = new Map<Locale, Wording>();
  return (locale) => {
    const known = open.get(locale);
    if (known) return known;
    const made = wordingOf(locale, catalogues[languageOf[locale]]);
    open.set(locale, made);
    return made;
  };
}

function wordingOf(locale: Locale, texts: ReadonlyMap<string, string>): Wording {
  const parsed = new Map<string, Message>();

  const messageAt = (name: string): Message => {
    const known = parsed.get(name);
    if (known) return known;
    const text = texts.get(name);
    if (text === undefined) throw new WordingFault(`There is no text ${name} in ${locale}.`);
    const made = message(name, text, locale);
    parsed.set(name, made);
    return made;
  };

  const sayNamed = (name: string, params: Params = {}) => messageAt(name).say(params);
  const say: Say = sayNamed;

  return {
    locale,
    say,
    sayNamed,
    has: (name): name is WordingKey => texts.has(name),
    when: (at, shape) => moment(say, locale, at, shape),
    distance: (at, now) => distance(say, at, now),
    span: (ms) => span(say, ms),
  };
}
