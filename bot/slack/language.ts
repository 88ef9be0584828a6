import type { WebClient } from '@slack/web-api';
import type { Locale } from '../../core/wording.ts';
import { localeOf } from '../channel/first-locale.ts';
import { pause } from '../channel/pause.ts';
import { saidBy } from './trouble.ts';

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
