import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familiarNames } from '../../../core/vault/familiar-names.ts';
import { alsoCalled, foldName } from '../../../core/vault.ts';

describe('folding a name', () => {
  test.each([
    ['Shpëtim', 'Shpetim', 'Špetim', 'Spetim', 'ШПЕТИМ', 'Шпетим'],
    ['Gjyljeta', 'Djuljeta', 'Đuljeta', 'Ђуљета', 'GJYLJETA', 'Gjyleta'],
    ['Hoxha', 'Hodža', 'Хоџа', 'Hodza', 'Hodzha'],
    ['Ćamil', 'Qamil', 'Camil', 'Çamil', 'Čamil', 'Ћамил', 'Chamil', 'Kjamil'],
    ['Đorđe', 'Djordje', 'Ђорђе', 'Gjorgje', 'Dorde'],
    ['Xhemajl', 'Džemajl', 'Dzemajl', 'Џемаил', 'Xhemail'],
    ['Petrović', 'Петровић', 'Petroviq', 'Petrovic', 'Petrovich'],
    ['Thaçi', 'Tači', 'Tachi', 'Тачи'],
    ['Berisha', 'Beriša', 'Бериша', 'Berisa'],
    ['Krasniqi', 'Krasnići', 'Красничи', 'Krasnichi'],
    ['Rrahman', 'Rahman', 'Рахман'],
    ['Lulleta', 'Luljeta', 'Ljuljeta', 'Љуљета', 'Luleta'],
    ['Muhamet', 'Muhamed', 'Muhammed', 'Мухамед'],
    ['Rexhep', 'Redžep', 'Redžeb', 'Реџеп'],
    ['Sylejman', 'Sulejman', 'Suleiman', 'Сулејман'],
    ['Yusuf', 'Jusuf', 'Јусуф'],
    ['Marija', 'Maria', 'Марија'],
    ['Agron', 'Agroni', 'Agróni'],
    ['Besnik', 'Besniku', 'Бесник'],
    ['Zhaneta', 'Žaneta', 'Zaneta', 'Жанета'],
    ['Alexandra', 'Aleksandra', 'Александра'],
    ['Andrey', 'Andrej', 'Андрей', 'Андреј'],
    ['Işık', 'Ishik', 'İşik'],
    ['Shpëtim', 'Shpe\u0308tim', 'Sh\u200Bp\u202Eë\u00ADtim', '\uFEFFShpëtim\u0007', 'Ｓｈｐëｔｉｍ'],
    ["D'Angelo", 'D’Angelo', 'DAngelo'],
  ])('brings %s and its other spellings to one word', (name, ...spellings) => {
    expect(foldName(name)).toHaveLength(1);
    for (const spelling of spellings) expect(foldName(spelling), spelling).toEqual(foldName(name));
  });

  test.each([
    ['Agim', 'Agron'],
    ['Milan', 'Milica'],
    ['Zana', 'Dana'],
    ['Hana', 'Ana'],
    ['Luan', 'Lian'],
    ['Ali', 'Al'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(foldName(one)).not.toEqual(foldName(other));
  });

  test('parts words at spaces, hyphens, brackets and line ends, and leaves out initials', () => {
    expect(foldName(' Ana-Marija\t(Vrela)\nR. Gurić ')).toEqual(['ana', 'maria', 'vrela', 'guric']);
    expect(foldName('A.')).toEqual(['a']);
  });

  test('finds no word where there is none', () => {
    for (const empty of ['', ' \n', '\u200B\u202E', '--- …', '\u0301', '\uD800']) expect(foldName(empty)).toEqual([]);
  });

  test('changes nothing when it is done again', () => {
    const likely = fc.string({ unit: fc.constantFrom(...'abcdefghijlmnqrstuvxyzëçšžđčćљњџшй’ -'), maxLength: 30 });
    fc.assert(
      fc.property(fc.oneof(likely, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const folded = foldName(text);
        expect(foldName(folded.join(' '))).toEqual(folded);
      }),
      { numRuns: 3000 },
    );
  });

  test('does not depend on case or on the composition of marks', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abdeghijlnqrstuvxyzëçšžđčćљњџшйћ ') }), (text) => {
        expect(foldName(text.toUpperCase())).toEqual(foldName(text));
        expect(foldName(text.normalize('NFD'))).toEqual(foldName(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('stays short for ten thousand characters without a space', () => {
    for (const part of ['sh', 'x', 'xa', 'šh', 'yj', 'љ']) {
      const [word = ''] = foldName(part.repeat(5000));
      expect(word.length).toBeLessThanOrEqual(40);
    }
  });
});

describe('the table of familiar names', () => {
  test.each([
    ['Beni', 'Arben'],
    ['Goni', 'Agon'],
    ['Muja', 'Muhamet'],
    ['Muja', 'Muhamed'],
    ['Mića', 'Milan'],
    ['Mica', 'Milica'],
    ['Mića', 'Mile'],
    ['Ђоле', 'Djordje'],
    ['Qazim', 'Kazim'],
    ['Hatidža', 'Hatixhe'],
    ['Imer', 'Ymer'],
  ])('lets %s and %s meet, from either side', (one, other) => {
    const [folded = '', foldedOther = ''] = [...foldName(one), ...foldName(other)];
    expect(alsoCalled(folded)).toContain(foldedOther);
    expect(alsoCalled(foldedOther)).toContain(folded);
  });

  test('does not let two names meet because they share a nickname', () => {
    expect(alsoCalled('milan')).not.toContain('milica');
  });

  test('holds in each row different words, no two of which already fold alike', () => {
    for (const row of familiarNames) {
      const words = foldName(row);
      expect(words, row).toHaveLength(row.split(' ').length);
      expect(new Set(words).size, row).toBe(words.length);
    }
  });

  test('gives a name that it does not know back alone', () => {
    expect(alsoCalled('zubin')).toEqual(['zubin']);
  });
});
