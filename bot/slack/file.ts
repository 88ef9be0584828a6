import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { FileUnreadable, inTwoTries, MOST_DOWNLOADED, wholeOf } from '../channel/download.ts';
import type { SlackAccess } from './access.ts';
import { codeOf } from './trouble.ts';

const PATIENCE_MS = 6_000;

/** A file as Slack names it, in a message and in a window alike. */
export const slackFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  size: z.number().nullish(),
  url_private_download: z.string().nullish(),
});
export type SlackFile = z.infer<typeof slackFile>;

/** Throws `FileUnreadable`, without the address: also `file-elsewhere`, `file-login`. */
export type FetchFile = (file: SlackFile, signal?: AbortSignal) => Promise<Uint8Array>;

/** Reads files that people sent, in a second try when the first one failed. The token is shown to Slack's own origins only. */
export function fileReader(client: WebClient, { botToken, apiUrl }: SlackAccess): FetchFile {
  const origins: ReadonlySet<string> = new Set([new URL(apiUrl).origin, 'https://files.slack.com']);

  const placeOf = async (file: SlackFile): Promise<string> => {
    if (file.url_private_download) return file.url_private_download;
    // Of a file that comes from a connected workspace the event says only that it is there.
    const { file: found } = await client.files.info({ file: file.id });
    if (!found?.url_private_download) throw new FileUnreadable('file-elsewhere');
    return found.url_private_download;
  };

  const once = async (file: SlackFile, signal: AbortSignal): Promise<Uint8Array> => {
    const place = await placeOf(file);
    if (!URL.canParse(place) || !origins.has(new URL(place).origin)) throw new FileUnreadable('file-elsewhere');
    const response = await fetch(place, {
      headers: { authorization: `Bearer ${botToken}` },
      redirect: 'manual',
      signal,
    });
    // Whoever may not read a file is shown a page to log in on, and that is a 200.
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (isPage || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel();
      throw new FileUnreadable('file-login');
    }
    if (!response.ok || !response.body) throw new FileUnreadable(`slack-${response.status}`);
    return wholeOf(response.body);
  };

  return async (file, given) => {
    if (file.size && file.size > MOST_DOWNLOADED) throw new FileUnreadable('file-too-large');
    const limit = AbortSignal.timeout(PATIENCE_MS);
    const signal = given ? AbortSignal.any([given, limit]) : limit;
    return inTwoTries(() => once(file, signal).catch(unreadable), FOR_GOOD, signal);
  };
}

const FOR_GOOD: ReadonlySet<string> = new Set([
  'file-too-large',
  'file-elsewhere',
  'file-login',
  'slack-403',
  'slack-404',
  'slack-file-not-found',
  'slack-missing-scope',
]);

function unreadable(trouble: unknown): never {
  throw trouble instanceof FileUnreadable ? trouble : new FileUnreadable(codeOf(trouble));
}
