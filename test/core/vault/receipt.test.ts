import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hashSecret,
  isProof,
  isReference,
  makeVaultKey,
  openKeyring,
  proofOf,
  readReference,
  reference,
  sameSecret,
  secretCode,
  shortId,
} from '../../../core/vault.ts';

const many = <Made>(make: () => Made): Made[] => Array.from({ length: 500 }, make);

describe('a public reference', () => {
  test('is one that isReference knows, without look-alikes, never twice the same and never like a case number', () => {
    const made = many(reference);
    for (const each of made) {
      expect(isReference(each)).toBe(true);
      expect(each).toMatch(/^([^01258BILOQSUW-]|2){3}(-([^01258BILOQSUW-]|2){3}){3}$/);
      expect(each).not.toMatch(/^[A-Z]{2,4}-\d{4}-\d{4,}$/);
    }
    expect(new Set(made).size).toBe(made.length);
  });

  test('is not one any more with any one letter changed', () => {
    const letters = '234679ACDEFGHJKMNPRTVXYZ';
    fc.assert(
      fc.property(fc.constantFrom(...many(reference)), fc.nat(14), fc.constantFrom(...letters), (made, at, letter) => {
        fc.pre(made[at] !== '-' && made[at] !== letter);
        expect(isReference(made.slice(0, at) + letter + made.slice(at + 1))).toBe(false);
      }),
    );
  });

  test('is read however a person types it', () => {
    const made = reference();
    for (const typed of [
      made.toLowerCase(),
      made.replaceAll('-', ''),
      ` ${made.replaceAll('-', ' ')} `,
      made.replaceAll('-', '–'),
    ]) {
      expect(readReference(typed)).toBe(made);
    }
    for (const other of ['', 'AB-2026-0001', `${made}2`, 'x'.repeat(10_000)]) expect(readReference(other)).toBeNull();
  });
});

describe('a secret code', () => {
  test('is 128 bits that fit into a link, never twice the same', () => {
    const made = many(secretCode);
    for (const each of made) expect(each).toMatch(/^[\w-]{22}$/);
    expect(new Set(made).size).toBe(made.length);
  });

  test('is known by its hash, which is not the code', () => {
    const code = secretCode();
    expect(hashSecret(code)).toBe(hashSecret(code));
    expect(hashSecret(code)).not.toContain(code);
    expect(hashSecret(code)).not.toBe(hashSecret(secretCode()));
  });

  test('is compared whole, whatever the lengths', () => {
    const code = secretCode();
    expect(sameSecret(code, `${code}`)).toBe(true);
    for (const other of ['', code.slice(1), `${code}a`, secretCode()]) expect(sameSecret(code, other)).toBe(false);
  });
});

describe('a short id', () => {
  test('is 12 letters and digits, never twice the same', () => {
    const made = many(shortId);
    for (const each of made) expect(each).toMatch(/^[0-9A-Za-z]{12}$/);
    expect(new Set(made).size).toBe(made.length);
  });
});

describe('the proof of a report', () => {
  const keyring = openKeyring(makeVaultKey());
  const referral = { reference: reference(), referredAt: '2026-03-10T08:00:00.000Z' };

  test('is short enough to print and holds for its report', () => {
    const proof = proofOf(keyring, referral);
    expect(proof).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
    expect(proofOf(keyring, referral)).toBe(proof);
    expect(isProof(keyring, referral, proof)).toBe(true);
  });

  test('holds however it is typed and however the same instant is written', () => {
    const proof = proofOf(keyring, referral);
    const typed = proof.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(isProof(keyring, { ...referral, referredAt: '2026-03-10T09:00+01:00' }, typed)).toBe(true);
  });

  test('does not hold for another reference, another time, another office, or none', () => {
    const proof = proofOf(keyring, referral);
    expect(isProof(keyring, { ...referral, reference: reference() }, proof)).toBe(false);
    expect(isProof(keyring, { ...referral, referredAt: '2026-03-10T08:00:00.001Z' }, proof)).toBe(false);
    expect(isProof(keyring, { ...referral, referredAt: 'yesterday' }, proof)).toBe(false);
    expect(isProof(openKeyring(makeVaultKey()), referral, proof)).toBe(false);
    for (const other of ['', proof.slice(1), `${proof}A`]) expect(isProof(keyring, referral, other)).toBe(false);
  });

  test('still holds after the key was rotated, as long as the old one is listed', () => {
    const [fresh, old] = [makeVaultKey(), makeVaultKey()];
    const proof = proofOf(openKeyring(old), referral);
    expect(isProof(openKeyring(`${fresh},${old}`), referral, proof)).toBe(true);
    expect(isProof(openKeyring(fresh), referral, proof)).toBe(false);
  });
});
