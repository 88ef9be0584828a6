import { readdirSync, readFileSync } from 'node:fs';
import { type MessageFormatElement, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { readCatalogues } from '../../core/wording/catalogue.ts';
import { syntaxOf } from '../../core/wording/message.ts';
import { type Language, languageOf, languages, loadWording, locales, type Params } from '../../core/wording.ts';

/** Texts that are rightly the same in two languages: abbreviations, names, words that both languages have. */
const sameOnPurpose: readonly string[] = [];

const forbidden = /TODO|FIXME|XXX|lorem ipsum|\{\{|undefined|\[object|\bN\/A\b/i;

const folder = new URL('../../locales/', import.meta.url);
const catalogues = readCatalogues(folder);
const keys = [...new Set(languages.flatMap((language) => [...catalogues[language].keys()]))].sort();
const wording = loadWording();

const textOf = (language: Language, key: string) => catalogues[language].get(key) ?? '';
const partsOf = (language: Language, key: string) => syntaxOf(key, textOf(language, key));

/** `name:kind`, for a select with the options that it knows. */
function argumentsOf(parts: readonly MessageFormatElement[]): string[] {
  const found = parts.flatMap((part): string[] => {
    if (part.type === TYPE.argument) return [part.value];
    if (part.type !== TYPE.select && part.type !== TYPE.plural) return [];
    const inside = Object.values(part.options).flatMap(({ value }) => argumentsOf(value));
    const kind = part.type === TYPE.plural ? part.pluralType : `select ${Object.keys(part.options).sort()}`;
    return [`${part.value}: ${kind}`, ...inside];
  });
  return [...new Set(found)].sort();
}

function everyPart(parts: readonly MessageFormatElement[]): MessageFormatElement[] {
  return parts.flatMap((part) =>
    part.type === TYPE.select || part.type === TYPE.plural
      ? [part, ...Object.values(part.options).flatMap(({ value }) => everyPart(value))]
      : [part],
  );
}

const literals = (parts: readonly MessageFormatElement[]) =>
  everyPart(parts)
    .map((part) => (part.type === TYPE.literal ? part.value : ''))
    .join(' ');

/** One set of values for each option of each select, numbers that need different plurals among them. */
function samples(parts: readonly MessageFormatElement[]): Params[] {
  const all = everyPart(parts);
  const values = new Map<string, (string | number)[]>();
  for (const part of all) {
    if (part.type === TYPE.argument) values.set(part.value, values.get(part.value) ?? ['value-1']);
    if (part.type === TYPE.plural) values.set(part.value, [0, 1, 2, 5, 11, 21, 22, 25]);
    if (part.type === TYPE.select) values.set(part.value, Object.keys(part.options));
  }
  const most = Math.max(1, ...[...values.values()].map(({ length }) => length));
  return Array.from({ length: most }, (_, n) =>
    Object.fromEntries([...values].map(([name, given]) => [name, given[n % given.length] ?? ''])),
  );
}

describe('the catalogues', () => {
  test('have the same files in every language, each with its types in core/wording/keys.ts', () => {
    const typed = readFileSync(new URL('../../core/wording/keys.ts', import.meta.url), 'utf8');
    const named = [...typed.matchAll(/locales\/en\/([\w-]+\.json)/g)].map(([, file]) => file).sort();
    for (const language of languages) {
      expect(readdirSync(new URL(`${language}/`, folder)).sort(), language).toEqual(named);
    }
  });

  test('have every text in every language, and none that is empty', () => {
    const missing = languages.flatMap((language) =>
      keys.filter((key) => textOf(language, key).trim() === '').map((key) => `${language}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  test('are valid ICU', () => {
    for (const language of languages) for (const key of catalogues[language].keys()) partsOf(language, key);
  });

  test('take the same arguments and know the same options in every language', () => {
    const different = keys.filter(
      (key) => new Set(languages.map((language) => argumentsOf(partsOf(language, key)).join('; '))).size > 1,
    );
    expect(different).toEqual([]);
  });

  test('leave dates and numbers to the code, which knows the zone', () => {
    const formatted = [TYPE.date, TYPE.time, TYPE.number, TYPE.tag];
    const found = languages.flatMap((language) =>
      keys.filter((key) => everyPart(partsOf(language, key)).some(({ type }) => formatted.includes(type))),
    );
    expect(found).toEqual([]);
  });

  test('have the plurals that each language needs', () => {
    const needed: Record<Language, string[]> = {
      sq: ['one', 'other'],
      sr: ['few', 'one', 'other'],
      en: ['one', 'other'],
    };
    const lacking = languages.flatMap((language) =>
      keys.filter((key) =>
        everyPart(partsOf(language, key)).some(
          (part) =>
            part.type === TYPE.plural &&
            part.pluralType === 'cardinal' &&
            !needed[language].every((form) => form in part.options),
        ),
      ),
    );
    expect(lacking).toEqual([]);
  });

  test('are translated: no text is the same in two languages unless on purpose', () => {
    const same = keys.filter((key) => {
      if (!/\p{L}/u.test(literals(partsOf('en', key)))) return false;
      return new Set(languages.map((language) => textOf(language, key).toLowerCase())).size < languages.length;
    });
    expect(same).toEqual([...sameOnPurpose].sort());
  });

  test('hold words: no placeholder of an author, no emoji that stands alone', () => {
    const bad = languages.flatMap((language) =>
      [...catalogues[language]]
        .filter(([, text]) => forbidden.test(text) || !/[\p{L}{]/u.test(text))
        .map(([key]) => `${language}: ${key}`),
    );
    expect(bad).toEqual([]);
  });

  test('write the apostrophe as ’, which ICU does not take for a quote', () => {
    const quoted = languages.flatMap((language) =>
      [...catalogues[language]].filter(([, text]) => text.includes("'")).map(([key]) => `${language}: ${key}`),
    );
    expect(quoted).toEqual([]);
  });

  test('keep Serbian in Latin letters: Cyrillic is made from it', () => {
    const cyrillic = [...catalogues.sr].filter(([, text]) => /\p{Script=Cyrillic}/u.test(text)).map(([key]) => key);
    expect(cyrillic).toEqual([]);
  });
});

test.each(locales)('every text can be said in %s', (locale) => {
  const language = languageOf[locale];
  for (const key of catalogues[language].keys()) {
    for (const params of samples(partsOf(language, key))) {
      expect(wording(locale).sayNamed(key, params), key).not.toMatch(/[{}]/);
    }
  }
});
