import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Locale, loadWording, locales, ownName, WordingFault } from '../../core/wording.ts';

const wording = loadWording();

/** Catalogues of one file, `some.json`, with the same texts in all languages. */
function wordingWith(texts: Record<string, unknown>) {
  const folder = mkdtempSync(join(tmpdir(), 'wording-'));
  for (const language of ['sq', 'sr', 'en']) {
    mkdirSync(join(folder, language));
    writeFileSync(join(folder, language, 'some.json'), JSON.stringify(texts));
  }
  return loadWording(pathToFileURL(`${folder}/`));
}

describe('a text', () => {
  test('is said in the language of the locale', () => {
    const said = locales.map((locale) => wording(locale).say('common.dont-know'));
    expect(said).toEqual(['Nuk e di', 'Ne znam', 'Не знам', 'I don’t know']);
  });

  test('takes its arguments as they are, in Cyrillic too', () => {
    const w = wordingWith({ due: 'Rok za {number}: {when}' })('sr-Cyrl');
    expect(w.sayNamed('some.due', { number: 'QPR-2026-0001', when: 'sutra' })).toBe('Рок за QPR-2026-0001: sutra');
  });

  test('is Cyrillic in every option as well', () => {
    const w = wordingWith({
      kind: '{kind, select, home {kućna poseta} other {{count, plural, one {# dan} few {# dana} other {# dana}}}}',
    });
    expect(w('sr-Cyrl').sayNamed('some.kind', { kind: 'home', count: 1 })).toBe('кућна посета');
    expect(w('sr-Cyrl').sayNamed('some.kind', { kind: 'x', count: 22 })).toBe('22 дана');
    expect(w('sr-Latn').sayNamed('some.kind', { kind: 'x', count: 21 })).toBe('21 dan');
  });

  test('shows angle brackets as they are written', () => {
    expect(wordingWith({ a: 'a <b>{x}</b> < 3' })('en').sayNamed('some.a', { x: 1 })).toBe('a <b>1</b> < 3');
  });

  test('is found by its name, or not', () => {
    expect(wording('en').has('common.yes')).toBe(true);
    expect(wording('en').has('common.nothing')).toBe(false);
    expect(wording('en').has('common')).toBe(false);
  });
});

describe('a fault', () => {
  const secret = 'Agim from Fushore';
  const faultOf = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (fault) {
      return fault;
    }
  };

  test('names the text that does not exist', () => {
    const fault = faultOf(() => wording('sq').sayNamed('common.nothing', { name: secret }));
    expect(fault).toBeInstanceOf(WordingFault);
    expect(String(fault)).toContain('common.nothing');
    expect(String(fault)).not.toContain(secret);
  });

  test('names the argument that is missing, those of unsaid options too', () => {
    const w = wordingWith({ a: '{name}, {kind, select, far {{place}} other {}}' })('en');
    const fault = faultOf(() => w.sayNamed('some.a', { name: secret, kind: 'near' }));
    expect(fault).toBeInstanceOf(WordingFault);
    expect(String(fault)).toMatch(/some\.a.*place/);
    expect(String(fault)).not.toContain(secret);
  });

  test('never shows a value of the wrong kind', () => {
    const w = wordingWith({ a: '{count, plural, one {#} other {#}}' })('en');
    const fault = faultOf(() => w.sayNamed('some.a', { count: secret }));
    expect(fault).toBeInstanceOf(WordingFault);
    expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault))).not.toContain(secret);
    expect((fault as Error).cause).toBeUndefined();
  });

  test('is raised for a message that is not ICU', () => {
    expect(() => wordingWith({ a: 'open {brace' })('en').sayNamed('some.a')).toThrow(WordingFault);
  });
});

describe('a moment', () => {
  const at = new Date('2026-11-26T09:00:00Z');
  const zone = 'Europe/Belgrade';

  test.each<[Locale, string]>([
    ['sq', 'e enjte, 26 nëntor 2026, ora 10:00 (koha e Prishtinës)'],
    ['sr-Latn', 'četvrtak, 26. novembar 2026. u 10:00 (vreme u Prištini)'],
    ['sr-Cyrl', 'четвртак, 26. новембар 2026. у 10:00 (време у Приштини)'],
    ['en', 'Thursday 26 November 2026, 10:00 (Prishtinë time)'],
  ])('in %s has weekday, date, hour and zone', (locale, text) => {
    expect(wording(locale).when(at, { zone, style: 'long', withZone: true })).toBe(text);
  });

  test.each(locales)('in %s is told by the 24-hour clock', (locale) => {
    const time = (utc: string) => wording(locale).when(new Date(utc), { zone, style: 'time' });
    expect(time('2026-11-25T23:05:00Z')).toBe('00:05');
    expect(time('2026-11-26T11:00:00Z')).toBe('12:00');
    expect(time('2026-11-26T22:59:00Z')).toBe('23:59');
  });

  test('is the day that it is in the zone', () => {
    const late = new Date('2026-12-31T23:30:00Z');
    expect(wording('en').when(late, { zone, style: 'day' })).toBe('Friday 1 January 2027');
    expect(wording('sr-Latn').when(late, { zone: 'UTC', style: 'day' })).toBe('četvrtak, 31. decembar 2026.');
  });

  test('names Albania’s zone, and any other by its place', () => {
    const zoned = (zone: string) => wording('en').when(at, { zone, style: 'time', withZone: true });
    expect(zoned('Europe/Tirane')).toBe('10:00 (Tirana time)');
    expect(zoned('America/New_York')).toBe('04:00 (time of New York)');
  });
});

describe('a distance', () => {
  const now = new Date('2026-11-26T09:00:00Z');
  const inHours = (locale: Locale, hours: number) =>
    wording(locale).distance(new Date(now.getTime() + hours * 3_600_000), now);
  const spanOf = (locale: Locale, count: number) => wording(locale).sayNamed('time.span.days', { count });
  const days = (locale: Locale) => [0, 1, 2, 5, 11, 21, 22, 25].map((count) => spanOf(locale, count));

  test('counts days as each language does', () => {
    expect(days('sr-Latn')).toEqual(['0 dana', '1 dan', '2 dana', '5 dana', '11 dana', '21 dan', '22 dana', '25 dana']);
    expect(days('sr-Cyrl')).toEqual(['0 дана', '1 дан', '2 дана', '5 дана', '11 дана', '21 дан', '22 дана', '25 дана']);
    expect(days('en').slice(0, 3)).toEqual(['0 days', '1 day', '2 days']);
    expect(days('sq').slice(0, 3)).toEqual(['0 ditë', '1 ditë', '2 ditë']);
  });

  test('counts hours as each language does', () => {
    expect([1, 2, 5, 11, 21, 22, 25].map((hours) => inHours('sr-Latn', hours))).toEqual([
      'za 1 sat',
      'za 2 sata',
      'za 5 sati',
      'za 11 sati',
      'za 21 sat',
      'za 22 sata',
      'za 25 sati',
    ]);
    expect([1, 2, -1, -2].map((hours) => inHours('sq', hours))).toEqual([
      'pas 1 ore',
      'pas 2 orësh',
      '1 orë më parë',
      '2 orë më parë',
    ]);
    expect([1, 2, -1, -2].map((hours) => inHours('en', hours))).toEqual([
      'in 1 hour',
      'in 2 hours',
      '1 hour ago',
      '2 hours ago',
    ]);
  });

  test.each([
    [0, 'now'],
    [59 / 3600, 'now'],
    [1 / 60, 'in 1 minute'],
    [1.5, 'in 90 minutes'],
    [1.999, 'in 119 minutes'],
    [2.9, 'in 2 hours'],
    [47.9, 'in 47 hours'],
    [48, 'in 2 days'],
    [71.9, 'in 2 days'],
    [-71.9, '2 days ago'],
  ])('of %d hours is said as %s: never longer than it is', (hours, text) => {
    expect(inHours('en', hours)).toBe(text);
  });
});

test('each language is offered by its own name in all of them', () => {
  expect(locales.map((locale) => ownName[locale])).toEqual(['Shqip', 'Srpski', 'Српски', 'English']);
});
