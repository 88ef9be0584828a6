import { randomText } from './secret-code.ts';

// Without 0 O Q, 1 I L, 5 S, 8 B, U W: what looks or sounds like another one.
const alphabet = '234679ACDEFGHJKMNPRTVXYZ';
const randomLetters = 11;
const shape = new RegExp(`^(?:[${alphabet}]{3}-){3}[${alphabet}]{3}$`);

/**
 * A reporter's public reference such as `K7F-3MX-T9P-AC4`: 11 random characters (50 bits) and a check character, in
 * groups of three so that it is read aloud easily and can never look like a case number.
 */
export function reference(): string {
  const random = randomText(alphabet, randomLetters);
  return grouped(random + checkOf(random));
}

/** True for a reference exactly as `reference` writes it, its check character included. */
export function isReference(text: string): boolean {
  if (!shape.test(text)) return false;
  const letters = text.replaceAll('-', '');
  return letters.charAt(randomLetters) === checkOf(letters.slice(0, randomLetters));
}

/** The reference meant by what a person typed (small letters, spaces, no hyphens), or null. */
export function readReference(typed: string): string | null {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '');
  const read = grouped(letters);
  return isReference(read) ? read : null;
}

const grouped = (letters: string) => letters.replace(/(.{3})(?=.)/gu, '$1-');

/** Weights without a common divisor with 24: every single wrong letter shows, and nearly every swap of neighbours. */
function checkOf(letters: string): string {
  const sum = [...letters].reduce((total, letter, at) => total + alphabet.indexOf(letter) * (at % 2 ? 7 : 5), 0);
  return alphabet.charAt(sum % alphabet.length);
}
