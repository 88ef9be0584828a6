import type { DataKey } from './data-key.ts';
import { type Keyring, keyOfId } from './keyring.ts';
import { type Bytes, lock, unlock } from './lock.ts';
import { VaultError } from './vault-error.ts';

/** Where the sealed bytes are stored. They open nowhere else. `row` is the row's id, so it exists before sealing. */
export type Place = { readonly table: string; readonly column: string; readonly row: string };

const version = 1;
const forms = { json: 0, bytes: 1 } as const;
type Form = keyof typeof forms;

const sealedHeader = 2;
const directHeader = 8;
// Answers of a closed list ("father", "uncle") would show by their length.
const paddedTo = 32;

/**
 * Seals under the subject's data key: version (1) | form (1) | nonce | text | tag.
 * @param value bytes, or anything JSON can write
 */
export function seal(key: DataKey, place: Place, value: unknown): Bytes {
  const { form, plain } = written(value, place);
  return lock(key, Buffer.of(version, forms[form]), ['sealed', ...partsOf(place)], plain);
}

/** What `seal` was given, as JSON reads it. Not checked again: nobody without the key can have written it. */
export function openJson<Value = unknown>(key: DataKey, place: Place, sealed: Uint8Array): Value {
  return readJson<Value>(openForm(key, place, sealed, 'json'), place);
}

export function openBytes(key: DataKey, place: Place, sealed: Uint8Array): Bytes {
  return openForm(key, place, sealed, 'bytes');
}

/**
 * Seals without a subject's data key, for small things such as a chat address:
 * version (1) | form (1) | key id (6) | nonce | text | tag.
 */
export function sealDirect(keyring: Keyring, place: Place, value: unknown): Bytes {
  const { form, plain } = written(value, place);
  const header = Buffer.concat([Buffer.of(version, forms[form]), Buffer.from(keyring.first.id, 'hex')]);
  return lock(keyring.first.direct, header, ['direct', ...partsOf(place)], plain);
}

export function openDirectJson<Value = unknown>(keyring: Keyring, place: Place, sealed: Uint8Array): Value {
  return readJson<Value>(openDirect(keyring, place, sealed, 'json'), place);
}

export function openDirectBytes(keyring: Keyring, place: Place, sealed: Uint8Array): Bytes {
  return openDirect(keyring, place, sealed, 'bytes');
}

/** Whether `sealDirect` was done by an older key, so that the value is to be opened and sealed again. */
export const needsReseal = (keyring: Keyring, sealed: Uint8Array): boolean => directKeyId(sealed) !== keyring.first.id;

/** The id of the key that `sealDirect` was done by. */
export const sealedBy = (sealed: Uint8Array): string => directKeyId(sealed);

function openForm(key: DataKey, place: Place, sealed: Uint8Array, form: Form): Bytes {
  checkHeader(sealed, place, form);
  return unlock(key, sealedHeader, ['sealed', ...partsOf(place)], sealed, nameOf(place));
}

function openDirect(keyring: Keyring, place: Place, sealed: Uint8Array, form: Form): Bytes {
  checkHeader(sealed, place, form);
  const key = keyOfId(keyring, directKeyId(sealed)).direct;
  return unlock(key, directHeader, ['direct', ...partsOf(place)], sealed, nameOf(place));
}

const directKeyId = (sealed: Uint8Array) => Buffer.from(sealed.subarray(2, directHeader)).toString('hex');
const partsOf = ({ table, column, row }: Place) => [table, column, row];
const nameOf = ({ table, column }: Place) => `${table}.${column}`;

function written(value: unknown, place: Place): { readonly form: Form; readonly plain: Uint8Array } {
  if (value instanceof Uint8Array) return { form: 'bytes', plain: value };
  const json = Buffer.from(jsonOf(value, place));
  const spaces = (paddedTo - (json.length % paddedTo)) % paddedTo;
  return { form: 'json', plain: Buffer.concat([json, Buffer.alloc(spaces, ' ')]) };
}

// Neither of these two keeps the cause: JSON's own messages quote what they read.
function jsonOf(value: unknown, place: Place): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {}
  if (json === undefined) throw new VaultError('not-serialisable', `${nameOf(place)}: JSON cannot write the value.`);
  return json;
}

function readJson<Value>(plain: Uint8Array, place: Place): Value {
  try {
    return JSON.parse(Buffer.from(plain).toString()) as Value;
  } catch {
    throw new VaultError('unknown-format', `${nameOf(place)} opens, but is not JSON.`);
  }
}

function checkHeader(sealed: Uint8Array, place: Place, wanted: Form): void {
  const form = sealed[1];
  if (sealed[0] !== version || (form !== forms.json && form !== forms.bytes)) {
    throw new VaultError('unknown-format', `${nameOf(place)} has an unknown format.`);
  }
  if (form !== forms[wanted]) {
    throw new VaultError(
      'wrong-form',
      `${nameOf(place)} holds ${wanted === 'json' ? 'bytes, not JSON' : 'JSON, not bytes'}.`,
    );
  }
}
