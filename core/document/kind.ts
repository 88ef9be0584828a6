import { fileTypeFromBuffer } from 'file-type';
import { refused } from '../errors.ts';

/** Bytes of one file. */
export const largestFile = 10 * 1024 * 1024;
export const mostFiles = 5;

const endings: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
};

/** The type by content. Refuses what is not listed, and a file whose name says something else. */
export async function kindOf(bytes: Uint8Array, name: string): Promise<string> {
  const found = await fileTypeFromBuffer(bytes);
  const allowed = found ? endings[found.mime] : undefined;
  if (!found || !allowed) throw refused('file-type-unknown');
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();
  if (ending && !allowed.includes(ending)) throw refused('file-not-as-named');
  return found.mime;
}

export function mustNotBeLarger(size: number): void {
  if (size > largestFile) throw refused('file-too-large', { most: largestFile / (1024 * 1024) });
}
