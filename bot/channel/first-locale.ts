import type { Locale } from '../../core/wording.ts';

/** Languages whose readers read Serbian in Latin letters. */
const LIKE_SERBIAN = new Set(['sr', 'bs', 'hr', 'sh', 'cnr', 'me']);

/** The locale to begin with, from the language of the app (IETF tag); Albanian where it says nothing that we speak. */
export function localeOf(tag: string | undefined): Locale {
  const [language = ''] = (tag ?? '').toLowerCase().split('-');
  if (language === 'en') return 'en';
  return LIKE_SERBIAN.has(language) ? 'sr-Latn' : 'sq';
}
