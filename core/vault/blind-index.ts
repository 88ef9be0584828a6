import { createHmac } from 'node:crypto';
import { alsoCalled, foldName } from './folding.ts';
import type { Keyring, VaultKey } from './keyring.ts';

/** A name to be searched for: for each of its words the tokens, any of which means that word. */
export type NameQuery = readonly (readonly string[])[];

/**
 * How a value is written before it becomes a token; nothing left means there is nothing to find it by.
 * A phone is its last 8 digits: +383 44 123 456, 0038344123456 and 044 123 456 are one number.
 * A chat is `telegram:<id>` and the like.
 */
const exact = {
  chat: (value: string) => value.trim(),
  phone: (value: string) => value.normalize('NFKC').replace(/\D/g, '').slice(-8),
  'personal-number': (value: string) =>
    value
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, ''),
  'birth-date': (value: string) => value.trim(),
  email: (value: string) => value.normalize('NFKC').trim().toLowerCase(),
};
export type ExactPurpose = keyof typeof exact;

/** The value's token under each key, the first key's first: that one is written, all are searched for. */
export function tokensFor(keyring: Keyring, purpose: string, value: string): string[] {
  return keyring.all.map((key) => tokenOf(key, purpose, value));
}

/** The token to store, or null when nothing is left of the value ("unknown" as a phone). */
export function exactToken(keyring: Keyring, purpose: ExactPurpose, value: string): string | null {
  return exactTokens(keyring, purpose, value)[0] ?? null;
}

/** The tokens to search by (`token = ANY(…)`); none when nothing is left of the value. */
export function exactTokens(keyring: Keyring, purpose: ExactPurpose, value: string): string[] {
  const written = exact[purpose](value);
  return written === '' ? [] : tokensFor(keyring, purpose, written);
}

/** One token for each different word, to store in a `text[]` with a GIN index. Sorted, so that word order does not show. */
export function nameTokens(keyring: Keyring, fullName: string): string[] {
  return [...new Set(foldName(fullName))].map((word) => tokenOf(keyring.first, 'name', word)).sort();
}

/**
 * Candidates are the rows that share a token (`tokens && flattened query`); `matchScore` then says which of them match.
 */
export function nameQuery(keyring: Keyring, fullName: string): NameQuery {
  return [...new Set(foldName(fullName))].map((word) =>
    alsoCalled(word).flatMap((name) => tokensFor(keyring, 'name', name)),
  );
}

/**
 * 0 unless every word of the shorter name is found among the longer one's; then the share of the longer one's words
 * that are found: 1 for the same name in any order, 0.5 for a first name alone against a full name.
 * @param stored what `nameTokens` wrote, under whichever key
 */
export function matchScore(query: NameQuery, stored: readonly string[]): number {
  const tokens = [...new Set(stored)];
  const wordsMet = query.filter((word) => tokens.some((token) => word.includes(token))).length;
  const tokensMet = tokens.filter((token) => query.some((word) => word.includes(token))).length;
  // The smaller of both: "Beni Arben" must not find both its words in the one word "Arben".
  const met = Math.min(wordsMet, tokensMet);
  const shorter = Math.min(query.length, tokens.length);
  return shorter > 0 && met === shorter ? met / Math.max(query.length, tokens.length) : 0;
}

/** 128 bits: no two words meet by chance. */
function tokenOf(key: VaultKey, purpose: string, value: string): string {
  const full = createHmac('sha256', key.index)
    .update(JSON.stringify([purpose, value]))
    .digest();
  return full.subarray(0, 16).toString('base64url');
}
