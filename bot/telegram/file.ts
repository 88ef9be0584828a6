import type { Api } from 'grammy';
import { FileUnreadable, inTwoTries, MOST_DOWNLOADED, wholeOf } from '../channel/download.ts';
import type { TelegramAccess } from './transport.ts';
import { codeOf, said } from './trouble.ts';

/** Below the ten seconds that the platform waits for the webhook's answer. */
const PATIENCE_MS = 6_000;

export type ReadFile = (fileId: string, size: number | null) => Promise<Uint8Array>;

/** Reads a file that a person sent, in a second try when the first one failed. Throws `FileUnreadable`, without the address. */
export function fileReader(api: Api, { token, apiRoot }: TelegramAccess): ReadFile {
  const once = async (fileId: string, signal: AbortSignal): Promise<Uint8Array> => {
    const { file_path: path } = await api.raw.getFile({ file_id: fileId });
    const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal });
    if (!response.ok || !response.body) throw new FileUnreadable(`telegram-${response.status}`);
    return wholeOf(response.body);
  };

  return async (fileId, size) => {
    if (size !== null && size > MOST_DOWNLOADED) throw new FileUnreadable('file-too-large');
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const tryOnce = () => Promise.race([once(fileId, signal), over(signal)]).catch(unreadable);
    return inTwoTries(tryOnce, FOR_GOOD, signal);
  };
}

const FOR_GOOD: ReadonlySet<string> = new Set(['file-too-large', 'telegram-400', 'telegram-404']);

function unreadable(trouble: unknown): never {
  if (trouble instanceof FileUnreadable) throw trouble;
  throw new FileUnreadable(said(trouble, /too big/i) ? 'file-too-large' : codeOf(trouble));
}

const over = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new FileUnreadable('timeout')), { once: true });
  });
