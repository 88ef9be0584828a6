import type { Api } from 'grammy';
import type { TelegramAccess } from './transport.ts';
import { codeOf, said } from './trouble.ts';

/** The platform hands out no larger file (Bot API, getFile). Bytes. */
export const MOST_DOWNLOADED = 20 * 1024 * 1024;

/** Below the ten seconds that the platform waits for the webhook's answer. */
const PATIENCE_MS = 6_000;

/** Why a file could not be had: `file-too-large`, or how the platform or the network failed. */
export class FileUnreadable extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`file unreadable: ${code}`);
    this.name = 'FileUnreadable';
    this.code = code;
  }
}

export type ReadFile = (fileId: string, size: number | null) => Promise<Uint8Array>;

/** Reads a file that a person sent, in a second try when the first one failed. Throws `FileUnreadable`, without the address. */
export function fileReader(api: Api, { token, apiRoot }: TelegramAccess): ReadFile {
  const once = async (fileId: string, signal: AbortSignal): Promise<Uint8Array> => {
    const { file_path: path } = await api.raw.getFile({ file_id: fileId });
    const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal });
    if (!response.ok || !response.body) throw new FileUnreadable(`telegram-${response.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      if (bytes > MOST_DOWNLOADED) throw new FileUnreadable('file-too-large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };

  return async (fileId, size) => {
    if (size !== null && size > MOST_DOWNLOADED) throw new FileUnreadable('file-too-large');
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const tryOnce = () => Promise.race([once(fileId, signal), over(signal)]).catch(unreadable);
    return tryOnce().catch((trouble: FileUnreadable) =>
      signal.aborted || FOR_GOOD.has(trouble.code) ? Promise.reject(trouble) : tryOnce(),
    );
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
