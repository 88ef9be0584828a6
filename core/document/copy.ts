import sharp from 'sharp';
import { refused } from '../errors.ts';

/** What the copy is: a HEIC is drawn as a JPEG. */
export const copyMime = (mime: string): string => (mime === 'image/heic' ? 'image/jpeg' : mime);

const mostPixels = 60_000_000;

/**
 * What is shown of a file: an image drawn anew, so that place, device and everything else beside the picture is gone.
 * A PDF is shown as it is. A HEIC that cannot be drawn here has no copy: the original alone is kept.
 */
export async function shownCopy(bytes: Uint8Array, mime: string): Promise<Uint8Array<ArrayBuffer>> {
  if (mime === 'application/pdf') return new Uint8Array(bytes);
  try {
    const picture = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' }).rotate();
    const drawn =
      mime === 'image/png' ? picture.png() : mime === 'image/webp' ? picture.webp() : picture.jpeg({ quality: 90 });
    return new Uint8Array(await drawn.toBuffer());
  } catch (cause) {
    if (mime === 'image/heic') return new Uint8Array();
    throw refusedBecause(cause);
  }
}

function refusedBecause(cause: unknown) {
  const refusal = refused('file-unreadable');
  refusal.cause = cause;
  return refusal;
}
