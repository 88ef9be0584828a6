import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { VaultError } from './vault-error.ts';

/** Bytes with a buffer of their own, as Prisma takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM: header | nonce (random, 96 bits) | ciphertext | tag (128 bits).
 * The header stays readable; header and context are authenticated. Random nonces allow 2^32 locks a key.
 */
export function lock(key: KeyObject, header: Uint8Array, context: readonly string[], plain: Uint8Array): Bytes {
  const nonce = randomBytes(nonceBytes);
  const locking = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  locking.setAAD(authenticated(header, context));
  const text = [locking.update(plain), locking.final()];
  return new Uint8Array(Buffer.concat([header, nonce, ...text, locking.getAuthTag()]));
}

/** @throws VaultError `does-not-open` alike for a wrong key, a wrong context and changed bytes: the cipher cannot tell */
export function unlock(
  key: KeyObject,
  headerBytes: number,
  context: readonly string[],
  locked: Uint8Array,
  what: string,
): Bytes {
  const textFrom = headerBytes + nonceBytes;
  const textTo = locked.length - tagBytes;
  if (textTo < textFrom) throw new VaultError('does-not-open', `${what} does not open: it is cut short.`);
  const unlocking = createDecipheriv(cipher, key, locked.subarray(headerBytes, textFrom), { authTagLength: tagBytes });
  unlocking.setAAD(authenticated(locked.subarray(0, headerBytes), context));
  unlocking.setAuthTag(locked.subarray(textTo));
  const text = unlocking.update(locked.subarray(textFrom, textTo));
  try {
    return new Uint8Array(Buffer.concat([text, unlocking.final()]));
  } catch (cause) {
    throw new VaultError('does-not-open', `${what} does not open: changed, moved or under another key.`, { cause });
  }
}

/** JSON keeps the parts apart: ['ab', 'c'] and ['a', 'bc'] must not authenticate each other. */
function authenticated(header: Uint8Array, context: readonly string[]): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify(context))]);
}
