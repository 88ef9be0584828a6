import type { Locale, WordingKey } from '../../core/wording.ts';
import { pause } from '../channel/pause.ts';
import { accountAtSlack } from './account.ts';
import { userOf } from './address.ts';
import type { DeskParts } from './parts.ts';
import { codeOf } from './trouble.ts';

/** As long as it may take to learn somebody's language where Slack waits for the answer. */
const MOST_ASKING_MS = 250;

/**
 * Says in a person's language that something did not work; in every language when the case store does not tell soon which is theirs.
 */
export async function saidTo(
  parts: Pick<DeskParts, 'store' | 'keyring' | 'wording'>,
  address: string,
  key: WordingKey,
): Promise<string> {
  const known = new AbortController();
  const account = await Promise.race([
    accountAtSlack(parts, address).catch(() => null),
    pause(MOST_ASKING_MS, known.signal).then(() => null),
  ]);
  known.abort();
  const locales: readonly Locale[] = account ? [account.locale] : ['sq', 'sr-Latn', 'en'];
  return locales.map((locale) => parts.wording(locale).say(key)).join('\n');
}

/** Past the outbox, as it is the house itself that failed. Never throws. */
export async function apologise(
  { client, log, ...parts }: Pick<DeskParts, 'client' | 'log' | 'store' | 'keyring' | 'wording'>,
  address: string,
): Promise<void> {
  try {
    const text = await saidTo(parts, address, 'slack.did-not-work');
    await client.chat.postMessage({ channel: userOf(address), text, unfurl_links: false, unfurl_media: false });
  } catch (trouble) {
    log.warn({ channel: 'slack', code: codeOf(trouble) }, 'nobody was told that it did not work');
  }
}
