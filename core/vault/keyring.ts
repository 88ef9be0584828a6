import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { VaultError } from './vault-error.ts';

/**
 * One key of VAULT_KEY, split by purpose. `id` (12 hex digits) is derived and not secret: it stands in what the key locked.
 * Held as KeyObjects, because those show nothing when they are logged or serialised.
 */
export type VaultKey = {
  readonly id: string;
  readonly wrapping: KeyObject;
  readonly direct: KeyObject;
  readonly index: KeyObject;
  readonly proof: KeyObject;
};

/** `first` locks and writes; `all` (first included, in the order given) open, search and verify. */
export type Keyring = { readonly first: VaultKey; readonly all: readonly VaultKey[] };

const keyBytes = 32;

/** A fresh key for VAULT_KEY: 32 random bytes in base64. */
export const makeVaultKey = (): string => randomBytes(keyBytes).toString('base64');

/**
 * @param vaultKey the value of VAULT_KEY: 32 bytes in base64, or several separated by commas, newest first
 * @throws VaultError `bad-key`, which says what is wrong with which key and shows none of it
 */
export function openKeyring(vaultKey: string): Keyring {
  const written = vaultKey.split(',').map((part) => part.trim());
  const all = written.map((part, index) => vaultKeyOf(decoded(part, `key ${index + 1} of ${written.length}`)));
  const [first] = all;
  if (!first || new Set(all.map((key) => key.id)).size < all.length) {
    throw new VaultError('bad-key', 'VAULT_KEY names the same key twice: list each key once, the newest first.');
  }
  return { first, all };
}

/** @throws VaultError `unknown-key` when what is stored was locked by a key that VAULT_KEY no longer lists */
export function keyOfId(keyring: Keyring, id: string): VaultKey {
  const key = keyring.all.find((each) => each.id === id);
  if (!key) throw new VaultError('unknown-key', `Locked by key ${id}, which VAULT_KEY does not list.`);
  return key;
}

function decoded(written: string, which: string): Buffer {
  const bytes = Buffer.from(written, 'base64');
  // Node skips what is not base64 instead of refusing it, so a mistyped key would pass as another one.
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === written.replace(/=+$/, '');
  if (written !== '' && isBase64 && bytes.length === keyBytes) return bytes;
  const found = written === '' ? 'is empty' : isBase64 ? `has ${bytes.length} bytes` : 'is not base64';
  throw new VaultError('bad-key', `VAULT_KEY: ${which} ${found}; it must be ${keyBytes} bytes in base64.`);
}

function vaultKeyOf(bytes: Buffer): VaultKey {
  const derived = (purpose: string, length = keyBytes) =>
    Buffer.from(hkdfSync('sha256', bytes, '', `tryeza/vault/1/${purpose}`, length));
  return {
    id: derived('id', 6).toString('hex'),
    wrapping: createSecretKey(derived('wrapping')),
    direct: createSecretKey(derived('direct')),
    index: createSecretKey(derived('index')),
    proof: createSecretKey(derived('proof')),
  };
}
