import { createHmac } from 'node:crypto';
import type { Keyring, VaultKey } from './keyring.ts';
import { hashSecret, sameSecret } from './secret-code.ts';

/** 128 bits by which a key vouches for something: made again whenever they are needed, and stored nowhere. */
export const derivedBits = (key: VaultKey, about: readonly string[]): Buffer =>
  createHmac('sha256', key.proof).update(JSON.stringify(about)).digest().subarray(0, 16);

/** The same as a code for people and addresses, 22 signs of base64url. */
export const derivedCode = (key: VaultKey, about: readonly [kind: string, id: string]): string =>
  derivedBits(key, about).toString('base64url');

/** The code of which only the hash is kept. Throws when no key of VAULT_KEY made it. */
export function codeOfHash({ all }: Keyring, about: readonly [kind: string, id: string], hash: string): string {
  const code = all.map((key) => derivedCode(key, about)).find((each) => sameSecret(hashSecret(each), hash));
  if (!code) throw new Error(`no key of VAULT_KEY made this ${about[0]}`);
  return code;
}
