/** What a person reads. Serbian comes in the two alphabets. */
export type Locale = 'sq' | 'sr-Latn' | 'sr-Cyrl' | 'en';

/** What the catalogues are written in. Serbian is written in Latin; Cyrillic is made from it. */
export type Language = 'sq' | 'sr' | 'en';

export const locales: readonly Locale[] = ['sq', 'sr-Latn', 'sr-Cyrl', 'en'];
export const languages: readonly Language[] = ['sq', 'sr', 'en'];

/** Each by its own name, whatever the reader's language is. */
export const ownName: Readonly<Record<Locale, string>> = {
  sq: 'Shqip',
  'sr-Latn': 'Srpski',
  'sr-Cyrl': 'Српски',
  en: 'English',
};

export const languageOf: Readonly<Record<Locale, Language>> = { sq: 'sq', 'sr-Latn': 'sr', 'sr-Cyrl': 'sr', en: 'en' };

/** For `Intl`: bare `sr` would be Cyrillic, bare `en` American. */
export const intlLocale: Readonly<Record<Locale, string>> = {
  sq: 'sq',
  'sr-Latn': 'sr-Latn',
  'sr-Cyrl': 'sr-Cyrl',
  en: 'en-GB',
};
