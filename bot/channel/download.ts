/** Why a file could not be had: `file-too-large`, or how the platform or the network failed: a code. */
export class FileUnreadable extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`file unreadable: ${code}`);
    this.name = 'FileUnreadable';
    this.code = code;
  }
}

/** No larger file is read from a platform (Telegram hands out none). Bytes. */
export const MOST_DOWNLOADED = 20 * 1024 * 1024;

/** @throws FileUnreadable as soon as it turns out to be larger than is read. */
export async function wholeOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MOST_DOWNLOADED) throw new FileUnreadable('file-too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A second try when the first one failed, unless its code is for good or the time is over. */
export function inTwoTries(
  tryOnce: () => Promise<Uint8Array>,
  forGood: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return tryOnce().catch((trouble: unknown) => {
    const isOver = signal.aborted || (trouble instanceof FileUnreadable && forGood.has(trouble.code));
    return isOver ? Promise.reject(trouble) : tryOnce();
  });
}
