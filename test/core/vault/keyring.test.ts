import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { makeVaultKey, openKeyring, VaultError } from '../../../core/vault.ts';

const refusalOf = (vaultKey: string): VaultError => {
  try {
    openKeyring(vaultKey);
  } catch (error) {
    if (error instanceof VaultError) return error;
  }
  throw new Error('the list of keys was taken');
};

describe('the keyring', () => {
  test('opens what makeVaultKey made, and never makes the same key twice', () => {
    const key = makeVaultKey();
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(makeVaultKey()).not.toBe(key);
    expect(openKeyring(key).all).toHaveLength(1);
  });

  test('puts the first key of the list first and keeps the order of the others', () => {
    const [fresh, old] = [makeVaultKey(), makeVaultKey()];
    const keyring = openKeyring(` ${fresh} , ${old}\n`);
    expect(keyring.first.id).toBe(openKeyring(fresh).first.id);
    expect(keyring.all.map((key) => key.id)).toEqual([openKeyring(fresh).first.id, openKeyring(old).first.id]);
  });

  test('gives a key the same short id each time, and different sub-keys for different purposes', () => {
    const written = makeVaultKey();
    const { first } = openKeyring(written);
    expect(first.id).toMatch(/^[0-9a-f]{12}$/);
    expect(openKeyring(written).first.id).toBe(first.id);
    const subKeys = [first.wrapping, first.direct, first.index, first.proof].map((key) => key.export().toString('hex'));
    expect(new Set([...subKeys, Buffer.from(written, 'base64').toString('hex')]).size).toBe(5);
  });

  test('takes a key without its padding', () => {
    const key = makeVaultKey();
    expect(openKeyring(key.replace('=', '')).first.id).toBe(openKeyring(key).first.id);
  });

  const good = makeVaultKey();
  test.each([
    ['nothing', '', /key 1 of 1 is empty/],
    ['a comma too many', `${good},`, /key 2 of 2 is empty/],
    ['a key that is too short', randomBytes(16).toString('base64'), /key 1 of 1 has 16 bytes/],
    ['a key that is too long', randomBytes(33).toString('base64'), /key 1 of 1 has 33 bytes/],
    ['a key in hexadecimal', randomBytes(32).toString('hex'), /key 1 of 1 has 48 bytes/],
    ['a sentence', 'correct horse battery staple!', /key 1 of 1 is not base64/],
    ['a mistyped letter', `${good},${makeVaultKey().replace(/^./, '*')}`, /key 2 of 2 is not base64/],
    ['the same key twice', `${good},${good}`, /the same key twice/],
  ])('refuses %s, names VAULT_KEY and shows no part of it', (_, vaultKey, wrong) => {
    const refusal = refusalOf(vaultKey);
    expect(refusal.fault).toBe('bad-key');
    expect(refusal.message).toContain('VAULT_KEY');
    expect(refusal.message).toMatch(wrong);
    for (const part of vaultKey.split(',').filter((each) => each !== '')) {
      expect(inspect(refusal, { depth: null })).not.toContain(part.slice(1, 12));
    }
  });

  test('shows no key when it is logged or serialised', () => {
    const keyring = openKeyring(makeVaultKey());
    const secrets = [keyring.first.wrapping, keyring.first.direct, keyring.first.index, keyring.first.proof];
    const shown = inspect(keyring, { depth: null, showHidden: true }) + JSON.stringify(keyring);
    for (const secret of secrets) {
      expect(shown).not.toContain(secret.export().toString('hex').slice(0, 8));
      expect(shown).not.toContain(secret.export().toString('base64').slice(0, 8));
    }
  });
});
