import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type Keyring, keyOfId, type VaultKey } from './keyring.ts';
import { type Bytes, lock, unlock } from './lock.ts';
import { VaultError } from './vault-error.ts';

/** Whom a data key belongs to. `id` is the row's own id, never a name. */
export type Subject = { readonly type: string; readonly id: string };
export type DataKey = KeyObject;

const version = 1;
const headerBytes = 7;

/** A key of the subject's own. Only `wrapped` is stored; without it nothing of the subject opens again. */
export function newDataKey(keyring: Keyring, subject: Subject): { readonly key: DataKey; readonly wrapped: Bytes } {
  const bytes = randomBytes(32);
  return { key: createSecretKey(bytes), wrapped: wrap(keyring.first, subject, bytes) };
}

/** @throws VaultError when the wrapping key is not listed, or the bytes were changed or belong to another subject */
export function unwrap(keyring: Keyring, wrapped: Uint8Array, subject: Subject): DataKey {
  return createSecretKey(unwrapped(keyring, wrapped, subject));
}

/** The same data key under the first key of VAULT_KEY: what it sealed stays as it is. */
export function rewrap(keyring: Keyring, wrapped: Uint8Array, subject: Subject): Bytes {
  return wrap(keyring.first, subject, unwrapped(keyring, wrapped, subject));
}

/** A key that exists already, stored as a data key is. */
export const wrapKey = (keyring: Keyring, subject: Subject, key: DataKey): Bytes =>
  wrap(keyring.first, subject, key.export());

/** The id of the key that it opens by. @throws VaultError as `unwrap` does */
export function wrappedBy(keyring: Keyring, wrapped: Uint8Array, subject: Subject): string {
  unwrapped(keyring, wrapped, subject);
  return keyIdOf(wrapped);
}

export const needsRewrap = (keyring: Keyring, wrapped: Uint8Array): boolean => keyIdOf(wrapped) !== keyring.first.id;

/** version (1) | key id (6) | nonce | key | tag */
function wrap(key: VaultKey, subject: Subject, bytes: Uint8Array): Bytes {
  const header = Buffer.concat([Buffer.of(version), Buffer.from(key.id, 'hex')]);
  return lock(key.wrapping, header, contextOf(subject, key.id), bytes);
}

function unwrapped(keyring: Keyring, wrapped: Uint8Array, subject: Subject): Bytes {
  const key = keyOfId(keyring, keyIdOf(wrapped));
  return unlock(key.wrapping, headerBytes, contextOf(subject, key.id), wrapped, `The data key of a ${subject.type}`);
}

const contextOf = (subject: Subject, keyId: string) => ['data-key', subject.type, subject.id, keyId];

function keyIdOf(wrapped: Uint8Array): string {
  if (wrapped[0] !== version) throw new VaultError('unknown-format', 'A wrapped data key has an unknown format.');
  return Buffer.from(wrapped.subarray(1, headerBytes)).toString('hex');
}
