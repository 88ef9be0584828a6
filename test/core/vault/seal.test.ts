import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DataKey,
  makeVaultKey,
  needsReseal,
  needsRewrap,
  newDataKey,
  openBytes,
  openDirectBytes,
  openDirectJson,
  openJson,
  openKeyring,
  type Place,
  rewrap,
  seal,
  sealDirect,
  unwrap,
  VaultError,
} from '../../../core/vault.ts';

const subject = { type: 'child', id: 'c1' };
const place: Place = { table: 'child', column: 'answers', row: 'c1' };
const secret = 'Zubin Vrelbardh, Rruga e Gurit 7';

const faultOf = (act: () => unknown): VaultError => {
  try {
    act();
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
  throw new Error('it opened');
};

const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

const elsewhere: readonly (readonly [string, Place])[] = [
  ['table', { ...place, table: 'person' }],
  ['column', { ...place, column: 'name' }],
  ['row', { ...place, row: 'c2' }],
  ['split between table and column', { ...place, table: 'childanswers', column: '' }],
];

describe.each([
  {
    kind: 'under a data key',
    door: () => {
      const { key } = newDataKey(openKeyring(makeVaultKey()), subject);
      return {
        seal: (at: Place, value: unknown) => seal(key, at, value),
        json: (at: Place, sealed: Uint8Array) => openJson(key, at, sealed),
        bytes: (at: Place, sealed: Uint8Array) => openBytes(key, at, sealed),
      };
    },
  },
  {
    kind: 'directly',
    door: () => {
      const keyring = openKeyring(makeVaultKey());
      return {
        seal: (at: Place, value: unknown) => sealDirect(keyring, at, value),
        json: (at: Place, sealed: Uint8Array) => openDirectJson(keyring, at, sealed),
        bytes: (at: Place, sealed: Uint8Array) => openDirectBytes(keyring, at, sealed),
      };
    },
  },
])('what is sealed $kind', ({ door }) => {
  test('opens as it was, whatever JSON can write', () => {
    const vault = door();
    fc.assert(
      fc.property(fc.json(), fc.string(), fc.string(), fc.string(), (json, table, column, row) => {
        const at = { table, column, row };
        expect(vault.json(at, vault.seal(at, JSON.parse(json)))).toEqual(JSON.parse(json));
      }),
    );
  });

  test('opens as it was, whatever the bytes', () => {
    const vault = door();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const opened = vault.bytes(place, vault.seal(place, bytes));
        expect(Buffer.from(opened).equals(bytes)).toBe(true);
      }),
    );
  });

  test('opens no more when any of its bytes is changed', () => {
    const vault = door();
    const sealed = vault.seal(place, secret);
    for (const at of sealed.keys()) {
      const fault = faultOf(() => vault.json(place, flipped(sealed, at)));
      expect(['unknown-format', 'wrong-form', 'unknown-key', 'does-not-open']).toContain(fault.fault);
      expect(inspect(fault, { depth: null })).not.toContain('Vrelbardh');
    }
  });

  test('opens no more when it is cut short or made longer', () => {
    const vault = door();
    const sealed = vault.seal(place, secret);
    for (const length of sealed.keys()) expect(() => vault.json(place, sealed.slice(0, length))).toThrow(VaultError);
    expect(() => vault.json(place, Buffer.concat([sealed, Buffer.of(0)]))).toThrow(VaultError);
  });

  test.each(elsewhere)('does not open under another %s', (_, other) => {
    const vault = door();
    const fault = faultOf(() => vault.json(other, vault.seal(place, secret)));
    expect(fault.fault).toBe('does-not-open');
    expect(inspect(fault, { depth: null })).not.toContain('Vrelbardh');
  });

  test('does not open under the keys of another installation', () => {
    expect(() => door().json(place, door().seal(place, secret))).toThrow(VaultError);
  });

  test('holds nothing readable, is never the same twice and does not tell short answers apart by length', () => {
    const vault = door();
    const sealed = Buffer.from(vault.seal(place, { name: secret }));
    for (const word of ['Vrelbardh', 'name', 'Rruga', 'answers']) expect(sealed.includes(word)).toBe(false);
    expect(sealed.equals(vault.seal(place, { name: secret }))).toBe(false);
    expect(vault.seal(place, 'father')).toHaveLength(vault.seal(place, 'a neighbour').length);
  });

  test('refuses to be read as what it is not', () => {
    const vault = door();
    expect(faultOf(() => vault.bytes(place, vault.seal(place, secret))).fault).toBe('wrong-form');
    expect(faultOf(() => vault.json(place, vault.seal(place, Buffer.from(secret)))).fault).toBe('wrong-form');
  });

  test('is never something that JSON cannot write, and the fault does not quote it', () => {
    const vault = door();
    const round = { [secret]: 1, itself: {} };
    round.itself = { [secret]: round };
    for (const value of [undefined, () => secret, 10n, round]) {
      const fault = faultOf(() => vault.seal(place, value));
      expect(fault.fault).toBe('not-serialisable');
      expect(inspect(fault, { depth: null })).not.toContain('Vrelbardh');
    }
  });
});

describe('a data key', () => {
  const opens = (key: DataKey, sealed: Uint8Array) => openJson(key, place, sealed) === secret;

  test('comes back from its wrapping', () => {
    const keyring = openKeyring(makeVaultKey());
    const { key, wrapped } = newDataKey(keyring, subject);
    expect(opens(unwrap(keyring, wrapped, subject), seal(key, place, secret))).toBe(true);
    expect(Buffer.from(wrapped).includes(key.export())).toBe(false);
  });

  test('is another one for each subject', () => {
    const keyring = openKeyring(makeVaultKey());
    const sealed = seal(newDataKey(keyring, subject).key, place, secret);
    expect(() => openJson(newDataKey(keyring, subject).key, place, sealed)).toThrow(VaultError);
  });

  test.each([
    ['another subject', { type: 'child', id: 'c2' }],
    ['another type of subject', { type: 'person', id: 'c1' }],
  ])('does not come back for %s', (_, other) => {
    const keyring = openKeyring(makeVaultKey());
    const { wrapped } = newDataKey(keyring, subject);
    expect(faultOf(() => unwrap(keyring, wrapped, other)).fault).toBe('does-not-open');
  });

  test('does not come back when any byte of its wrapping is changed', () => {
    const keyring = openKeyring(makeVaultKey());
    const { wrapped } = newDataKey(keyring, subject);
    for (const at of wrapped.keys()) expect(() => unwrap(keyring, flipped(wrapped, at), subject)).toThrow(VaultError);
  });
});

describe('a rotation of VAULT_KEY', () => {
  test('opens what the old key locked, and seals under the new one', () => {
    const [fresh, old] = [makeVaultKey(), makeVaultKey()];
    const before = openKeyring(old);
    const during = openKeyring(`${fresh},${old}`);
    const after = openKeyring(fresh);
    const { key, wrapped } = newDataKey(before, subject);
    const sealed = seal(key, place, secret);
    const chat = sealDirect(before, place, 'telegram:1');

    expect(openJson(unwrap(during, wrapped, subject), place, sealed)).toBe(secret);
    expect(openDirectJson(during, place, chat)).toBe('telegram:1');
    expect([needsRewrap(during, wrapped), needsReseal(during, chat)]).toEqual([true, true]);

    const rewrapped = rewrap(during, wrapped, subject);
    const resealed = sealDirect(during, place, openDirectJson(during, place, chat));
    expect([needsRewrap(during, rewrapped), needsReseal(during, resealed)]).toEqual([false, false]);
    expect(openJson(unwrap(after, rewrapped, subject), place, sealed)).toBe(secret);
    expect(openDirectJson(after, place, resealed)).toBe('telegram:1');
  });

  test('names the missing key by its id when the old one was taken away too early', () => {
    const old = openKeyring(makeVaultKey());
    const after = openKeyring(makeVaultKey());
    const { wrapped } = newDataKey(old, subject);
    const fault = faultOf(() => unwrap(after, wrapped, subject));
    expect(fault.fault).toBe('unknown-key');
    expect(fault.message).toContain(old.first.id);
    expect(faultOf(() => openDirectJson(after, place, sealDirect(old, place, 1))).fault).toBe('unknown-key');
  });
});
