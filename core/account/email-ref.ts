import { derivedBits, type Keyring, sameSecret, type VaultKey } from '../vault.ts';

/** What the address in a mail leads to. */
export type EmailRefFor = 'confirm' | 'stop';

const shape = /^[A-Za-z0-9_-]{43}$/;
const idBytes = 16;

/**
 * An opaque word for an account in the address of a page: its id and 128 bits of a keyed signature. Stored nowhere; checked
 * by `verifyingKeyring`, so that the link in an old mail outlives the key that made it.
 */
export function emailRef(keyring: Keyring, purpose: EmailRefFor, accountId: string): string {
  const id = Buffer.from(accountId.replaceAll('-', ''), 'hex');
  return Buffer.concat([id, signed(keyring.first, purpose, accountId)]).toString('base64url');
}

/** The account that the word was made for; null when no key of VAULT_KEY made it for this purpose. */
export function accountOfRef(keyring: Keyring, purpose: EmailRefFor, ref: string): string | null {
  if (!shape.test(ref)) return null;
  const bytes = Buffer.from(ref, 'base64url');
  const hex = bytes.subarray(0, idBytes).toString('hex');
  const accountId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const shown = bytes.subarray(idBytes).toString('hex');
  const isOurs = keyring.all
    .map((key) => sameSecret(signed(key, purpose, accountId).toString('hex'), shown))
    .some(Boolean);
  return isOurs ? accountId : null;
}

const signed = (key: VaultKey, purpose: EmailRefFor, accountId: string): Buffer =>
  derivedBits(key, ['email', purpose, accountId]);
