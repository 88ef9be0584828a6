import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** 128 random bits as 22 characters of base64url, for invites and links. Only its hash is stored. */
export const secretCode = (): string => randomBytes(16).toString('base64url');

/** SHA-256 in base64url. Enough for `secretCode`s, which nobody can guess; not meant for what people choose. */
export const hashSecret = (code: string): string => createHash('sha256').update(code).digest('base64url');

/** Takes the same time wherever the two differ, lengths included. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 12 characters of base62 (71 bits): an opaque id that fits into a button. It names, it does not authorise. */
export const shortId = (): string => randomText(base62, 12);

export function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
