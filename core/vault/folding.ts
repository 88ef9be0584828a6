import { familiarNames } from './familiar-names.ts';

const cyrillic: Readonly<Record<string, string>> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', ђ: 'đ', е: 'e', ж: 'ž', з: 'z', и: 'i', ј: 'j', к: 'k', л: 'l' },
  ...{ љ: 'lj', м: 'm', н: 'n', њ: 'nj', о: 'o', п: 'p', р: 'r', с: 's', т: 't', ћ: 'ć', у: 'u', ф: 'f', х: 'h' },
  ...{ ц: 'c', ч: 'č', џ: 'dž', ш: 'š', ѓ: 'đ', ќ: 'ć', ѕ: 'dz' },
  ...{ й: 'j', ё: 'jo', щ: 'št', ы: 'i', э: 'e', ю: 'ju', я: 'ja', ъ: '', ь: '', і: 'i', ї: 'ji', є: 'je' },
};

/** Letters that are no letter with a mark, so that dropping marks does not reach them. */
const letters: Readonly<Record<string, string>> = { đ: 'd', ð: 'd', ı: 'i', ł: 'l', ø: 'o', æ: 'e', œ: 'e', ß: 's' };

const vowel = 'aeiou';

/**
 * How Albanian and Serbian spell the same sound, brought to one spelling. A name crosses between the two languages and
 * loses its marks on the way (Hoxha, Hodža, Хоџа, Hodza), so each rule aims at the form that is left without marks.
 * Too much rather than too little meets: the head of services looks at every possible match.
 */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/xh|^x/g, 'dz'], // Xhemajl, Džemajl; Xeni, Dzeni
  [/x/g, 'ks'], // Alexandra, Aleksandra
  [/sh/g, 's'], // Shpëtim, Špetim
  [/zh/g, 'z'], // Zhaneta, Žaneta
  [/th/g, 't'], // Thaçi, Tači
  [/dh/g, 'd'], // Bardha, Barda
  [/ph/g, 'f'],
  [/w/g, 'v'],
  [/ch|kj|q/g, 'c'], // Qamil, Ćamil, Kjamil; Petrović, Petroviq, Petrovich
  [/[dg]j/g, 'd'], // Gjyljeta, Djuljeta, Đuljeta; Đorđe, Dorde
  [/lj/g, 'l'], // Luljeta, Luleta, Ljuljeta
  [new RegExp(`^y(?=[${vowel}])|(?<=[${vowel}])y`, 'g'), 'j'], // Yusuf, Jusuf
  [/(?<=.)y$/g, 'i'],
  [/y/g, 'u'], // Sylejman, Sulejman
  [new RegExp(`ij(?=[${vowel}])`, 'g'), 'i'], // Marija, Maria
  [new RegExp(`(?<=[${vowel}])j(?![${vowel}])`, 'g'), 'i'], // Ismajl, Ismail
  [/(\p{L})\1+/gu, '$1'], // Rrahim, Rahim; Lulleta, Luleta
  [new RegExp(`(?<=..[^${vowel}])i$`), ''], // Agroni, Agron
  [/(?<=..[kgh])u$/, ''], // Besniku, Besnik
  [/d$/, 't'], // Ahmed, Ahmet
  [/b$/, 'p'], // Redžeb, Rexhep
  [/z$/, 's'], // Abaz, Abas
];

const longestWord = 40;

/**
 * The words of a name in the one spelling that all its usual spellings share: without marks, case, script and invisible
 * characters. Initials are left out while a longer word remains. Folding again changes nothing.
 */
export function foldName(text: string): string[] {
  const plain = text.replace(/\s/gu, ' ').replace(/\p{Default_Ignorable_Code_Point}|\p{C}/gu, '');
  const words =
    plain
      .normalize('NFKC')
      .replace(/['’‘`´ʼ]/g, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const folded = words.map(foldWord).filter((word) => word !== '');
  const long = folded.filter((word) => [...word].length > 1);
  return long.length > 0 ? long : folded;
}

/** The folded word itself, and the folded words that the table of familiar names holds to mean the same person. */
export function alsoCalled(foldedWord: string): readonly string[] {
  return [...new Set([foldedWord, ...(rowsByWord.get(foldedWord) ?? []).flat()])];
}

/** Repeats until nothing changes, because one rule can make what another one folds. */
function foldWord(word: string): string {
  const next = sounds.reduce((text, [from, to]) => text.replace(from, to), withoutMarks(word));
  return next === word ? word : foldWord(next);
}

function withoutMarks(word: string): string {
  const latin = word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Script=Cyrillic}/gu, (letter) => cyrillic[letter] ?? letter);
  const bare = latin
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[đðıłøæœß]/g, (letter) => letters[letter] ?? letter);
  return [...bare].slice(0, longestWord).join('');
}

function rowsOf(names: readonly string[]): ReadonlyMap<string, readonly string[][]> {
  const rows = new Map<string, string[][]>();
  for (const row of names.map(foldName)) {
    for (const word of row) rows.set(word, [...(rows.get(word) ?? []), row]);
  }
  return rows;
}

const rowsByWord = rowsOf(familiarNames);
