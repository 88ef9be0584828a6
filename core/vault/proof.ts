import { createHmac } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Keyring, VaultKey } from './keyring.ts';
import { sameSecret } from './secret-code.ts';

/** `referredAt`: an ISO 8601 instant; how it is written does not matter, to the millisecond. */
export type ReportedReferral = { readonly reference: string; readonly referredAt: string };

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 20;

/**
 * Shows that this office received the report of this reference at this time: 100 bits of a keyed signature,
 * as `XXXXX-XXXXX-XXXXX-XXXXX`, to be printed or read out. Says nothing of the content.
 * @throws RangeError when `referredAt` is not an instant
 */
export function proofOf(keyring: Keyring, referral: ReportedReferral): string {
  return signed(keyring.first, referral).replace(/(.{5})(?=.)/g, '$1-');
}

/** Whether any key of VAULT_KEY made the proof. Forgives small letters, spaces, and O, I, L for 0 and 1. */
export function isProof(keyring: Keyring, referral: ReportedReferral, shown: string): boolean {
  const read = shown.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return isInstant(referral.referredAt) && keyring.all.some((key) => sameSecret(signed(key, referral), read));
}

function signed(key: VaultKey, { reference, referredAt }: ReportedReferral): string {
  const at = Temporal.Instant.from(referredAt).epochMilliseconds;
  const signature = createHmac('sha256', key.proof)
    .update(JSON.stringify(['report', reference, at]))
    .digest();
  // A byte holds one letter's 5 bits and 3 that are dropped: 256 is a multiple of 32, so no letter is likelier.
  return Array.from(signature.subarray(0, length), (byte) => base32.charAt(byte % base32.length)).join('');
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}
