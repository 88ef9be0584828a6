import type { Db } from './store.ts';
import { type DataKey, type Keyring, newDataKey, openDirectJson, sealDirect, unwrap } from './vault.ts';

/** What the vault needs to read and write keys. */
export interface VaultRoom {
  readonly db: Db;
  readonly keyring: Keyring;
}

export type VaultSubject = { readonly type: 'child' | 'referral' | 'case'; readonly id: string };

/** A new subject's data key. One statement. */
export async function makeKey({ db, keyring }: VaultRoom, subject: VaultSubject): Promise<DataKey> {
  const { key, wrapped } = newDataKey(keyring, subject);
  await db.$executeRaw`
    INSERT INTO vault_key (subject_type, subject_id, wrapped) VALUES (${subject.type}, ${subject.id}::uuid, ${wrapped})`;
  return key;
}

/** The data key of a subject that has one. A missing one is a fault: something was purged that is still asked for. */
export async function keyOf({ db, keyring }: VaultRoom, subject: VaultSubject): Promise<DataKey> {
  const row = await db.vaultKey.findUnique({
    where: { subjectType_subjectId: { subjectType: subject.type, subjectId: subject.id } },
  });
  if (!row) throw new Error(`no data key of this ${subject.type}`);
  return unwrap(keyring, row.wrapped, subject);
}

/** The key of a subject that may or may not have one yet. */
export async function keyFor(room: VaultRoom, subject: VaultSubject): Promise<DataKey> {
  const row = await room.db.vaultKey.findUnique({
    where: { subjectType_subjectId: { subjectType: subject.type, subjectId: subject.id } },
  });
  return row ? unwrap(room.keyring, row.wrapped, subject) : makeKey(room, subject);
}

const namePlace = (personId: string) => ({ table: 'person', column: 'sealed_name', row: personId });
export const sealName = (keyring: Keyring, personId: string, name: string) =>
  sealDirect(keyring, namePlace(personId), name);
export const openName = (keyring: Keyring, personId: string, sealed: Uint8Array) =>
  openDirectJson<string>(keyring, namePlace(personId), sealed);

const addressPlace = (accountId: string) => ({ table: 'channel_account', column: 'sealed_address', row: accountId });
export const sealAddress = (keyring: Keyring, accountId: string, address: string) =>
  sealDirect(keyring, addressPlace(accountId), address);
export const openAddress = (keyring: Keyring, accountId: string, sealed: Uint8Array) =>
  openDirectJson<string>(keyring, addressPlace(accountId), sealed);
