import type { WebClient } from '@slack/web-api';
import type { Locale } from '../../core/wording.ts';
import { pause } from './pause.ts';
import { saidBy } from './trouble.ts';

/** Languages whose readers read Serbian in Latin letters. */
const LIKE_SERBIAN = new Set(['sr', 'bs', 'hr', 'sh', 'cnr', 'me']);

/** The locale to begin with, from that of the app (IETF tag); Albanian where it says nothing that we speak. */
export function localeOf(tag: string | undefined): Locale {
  const [language = ''] = (tag ?? '').toLowerCase().split('-');
  if (language === 'en') return 'en';
  return LIKE_SERBIAN.has(language) ? 'sr-Latn' : 'sq';
}

/** A part of the three seconds in which Slack wants an answer. */
const MOST_WAITING_MS = 800;

/** What language somebody reads Slack in. Needs a scope that the app can do without (users:read): Albanian then. */
export function languageReader(client: WebClient): (userId: string) => Promise<Locale> {
  let isAllowed = true;
  return async (user) => {
    if (!isAllowed) return localeOf(undefined);
    const asked = client.users
      .info({ user, include_locale: true })
      .then((answer) => answer.user?.locale)
      .catch((trouble: unknown) => {
        if (saidBy(trouble) === 'missing_scope') isAllowed = false;
        return undefined;
      });
    const late = new AbortController();
    const locale = await Promise.race([asked, waited(MOST_WAITING_MS, late.signal)]);
    late.abort();
    return localeOf(locale);
  };
}

const waited = (ms: number, signal: AbortSignal): Promise<undefined> => pause(ms, signal).then(() => undefined);
