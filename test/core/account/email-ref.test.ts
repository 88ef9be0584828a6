import { describe, expect, test } from 'vitest';
import { accountOfRef, emailRef } from '../../../core/account/email-ref.ts';
import { newId } from '../../../core/id.ts';
import { makeVaultKey, openKeyring } from '../../../core/vault.ts';

describe('the word in an address of a page', () => {
  const keyring = openKeyring(makeVaultKey());

  test('names one account for one purpose', () => {
    const id = newId();
    const ref = emailRef(keyring, 'stop', id);
    expect(accountOfRef(keyring, 'stop', ref)).toBe(id);
    expect(accountOfRef(keyring, 'confirm', ref)).toBeNull();
    expect(accountOfRef(openKeyring(makeVaultKey()), 'stop', ref)).toBeNull();
  });

  test('is worth nothing when one letter of it differs', () => {
    const ref = emailRef(keyring, 'stop', newId());
    for (let at = 0; at < ref.length; at += 1) {
      const other = `${ref.slice(0, at)}${ref[at] === 'A' ? 'Q' : 'A'}${ref.slice(at + 1)}`;
      expect(accountOfRef(keyring, 'stop', other)).toBeNull();
    }
    for (const bad of ['', 'x', `${ref}A`, ' '.repeat(43), 'ë'.repeat(43)]) {
      expect(accountOfRef(keyring, 'stop', bad)).toBeNull();
    }
  });

  test('holds after a new key was put before the old one', () => {
    const [old, fresh, id] = [makeVaultKey(), makeVaultKey(), newId()];
    const ref = emailRef(openKeyring(old), 'stop', id);
    expect(accountOfRef(openKeyring(`${fresh},${old}`), 'stop', ref)).toBe(id);
  });
});
