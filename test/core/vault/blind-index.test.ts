import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exactToken,
  exactTokens,
  makeVaultKey,
  matchScore,
  nameQuery,
  nameTokens,
  openKeyring,
  tokensFor,
} from '../../../core/vault.ts';

const keyring = openKeyring(makeVaultKey());
const score = (searched: string, stored: string) =>
  matchScore(nameQuery(keyring, searched), nameTokens(keyring, stored));

describe('searching for a name', () => {
  test.each([
    ['Shpëtim Hoxha', 'Špetim Hodža'],
    ['Хоџа Шпетим', 'Shpetim Hoxha'],
    ['Beni Krasniqi', 'Krasnići Arben'],
    ['Arben Krasniqi', 'Beni Krasniqi'],
    ['Agim R. Gurmali', 'Agim Gurmali'],
    ['Mića Vrelović', 'Mile Vrelovic'],
  ])('finds %s as %s, whole', (searched, stored) => {
    expect(score(searched, stored)).toBe(1);
    expect(score(stored, searched)).toBe(1);
  });

  test('finds the shorter name in the longer one, and ranks it lower', () => {
    expect(score('Ćamil Gurmali', 'Qamil Ramadan Gurmali')).toBeCloseTo(2 / 3);
    expect(score('Qamil Ramadan Gurmali', 'Ćamil Gurmali')).toBeCloseTo(2 / 3);
    expect(score('Qamil', 'Ćamil Gurmali')).toBe(0.5);
  });

  test('does not find a name of which one word is another one', () => {
    expect(score('Agim Gurmali', 'Agim Vrelović')).toBe(0);
    expect(score('Agim Ramadan Gurmali', 'Agim Vrelović')).toBe(0);
  });

  test('does not let two words meet in one', () => {
    expect(score('Beni Arben', 'Arben Gurmali')).toBe(0);
  });

  test('finds nothing by nothing', () => {
    expect(score('', '')).toBe(0);
    expect(score('', 'Agim Gurmali')).toBe(0);
    expect(score('Agim Gurmali', '?')).toBe(0);
  });

  test('is not changed by the order of the words', () => {
    const names = fc.uniqueArray(fc.constantFrom('Agim', 'Qamil', 'Ђуљета', 'Gurmali', 'Vrelović', 'Beni'), {
      minLength: 1,
    });
    const shuffled = names.chain((words) =>
      fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length })),
    );
    fc.assert(
      fc.property(shuffled, ([words, otherwise]) => {
        expect(nameTokens(keyring, otherwise.join(' '))).toEqual(nameTokens(keyring, words.join(' ')));
        expect(score(otherwise.join(' '), words.join(' '))).toBe(1);
      }),
    );
  });

  test('is the same from either side', () => {
    const name = fc.array(fc.constantFrom('Agim', 'Gimi', 'Mića', 'Milan', 'Milica', 'Gurmali'), { maxLength: 4 });
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(score(one.join(' '), other.join(' '))).toBe(score(other.join(' '), one.join(' ')));
      }),
    );
  });
});

describe('a token', () => {
  test('shows nothing of the word, and is another one under another key', () => {
    const tokens = nameTokens(keyring, 'Qamil Gurmali');
    expect(tokens).toHaveLength(2);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{22}$/);
    expect(nameTokens(openKeyring(makeVaultKey()), 'Qamil Gurmali')).not.toEqual(tokens);
  });

  test('is another one for another purpose', () => {
    expect(exactToken(keyring, 'phone', '38344123')).not.toBe(exactToken(keyring, 'personal-number', '38344123'));
    expect(tokensFor(keyring, 'name', 'qamil')).not.toEqual(tokensFor(keyring, 'chat', 'qamil'));
  });

  test('is written under the first key and searched for under all', () => {
    const [fresh, old] = [makeVaultKey(), makeVaultKey()];
    const before = openKeyring(old);
    const during = openKeyring(`${fresh},${old}`);
    expect(exactTokens(during, 'chat', 'telegram:1')).toEqual([
      exactToken(openKeyring(fresh), 'chat', 'telegram:1'),
      exactToken(before, 'chat', 'telegram:1'),
    ]);
    expect(nameTokens(during, 'Qamil')).toEqual(nameTokens(openKeyring(fresh), 'Qamil'));
    for (const writer of [before, during]) {
      expect(matchScore(nameQuery(during, 'Ćamil Gurmali'), nameTokens(writer, 'Gurmali Qamil'))).toBe(1);
    }
  });
});

describe('an exact token', () => {
  test('is one for a phone number in all its spellings', () => {
    const token = exactToken(keyring, 'phone', '+383 44 123 456');
    for (const written of ['00383 44/123-456', '044 123 456', '(044) 123456', '０４４ １２３ ４５６']) {
      expect(exactToken(keyring, 'phone', written)).toBe(token);
    }
    expect(exactToken(keyring, 'phone', '044 123 457')).not.toBe(token);
  });

  test('is one for a personal number with and without spaces, letters kept', () => {
    expect(exactToken(keyring, 'personal-number', 'j 5010-1001 a')).toBe(
      exactToken(keyring, 'personal-number', 'J50101001A'),
    );
    expect(exactToken(keyring, 'personal-number', 'J50101001B')).not.toBe(
      exactToken(keyring, 'personal-number', 'J50101001A'),
    );
  });

  test('does not exist where nothing is left, so that two unknown phones never meet', () => {
    expect(exactToken(keyring, 'phone', 'unknown')).toBeNull();
    expect(exactTokens(keyring, 'phone', ' ')).toEqual([]);
  });
});
