import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Db } from '../store.ts';
import { unwrap, wrapKey } from './data-key.ts';
import type { Keyring, VaultKey } from './keyring.ts';

/** A retired key's proof lies among the data keys, wrapped like them: the next rotation wraps it anew with all others. */
const kind = 'proof-key';
const subjectOf = (keyId: string) => ({ type: kind, id: `00000000-0000-8000-8000-${keyId}` });
const keyIdOf = (subjectId: string) => subjectId.slice(-12);

/** Keeps, of each key that is no longer the first, the part that signs: receipts and audit seals verify by it later on. */
export async function keepProofs(db: Db, keyring: Keyring): Promise<void> {
  for (const key of keyring.all.filter((one) => one !== keyring.first)) {
    const { type, id } = subjectOf(key.id);
    const wrapped = wrapKey(keyring, { type, id }, key.proof);
    await db.$executeRaw`
      INSERT INTO vault_key (subject_type, subject_id, wrapped) VALUES (${type}, ${id}::uuid, ${wrapped})
      ON CONFLICT DO NOTHING`;
  }
}

/**
 * The keyring, and behind it the keys that were dropped from VAULT_KEY. For verifying alone (`isProof`, `brokenSeal`):
 * a dropped key opens and finds nothing any more.
 */
export async function verifyingKeyring(db: Db, keyring: Keyring): Promise<Keyring> {
  const rows = await db.vaultKey.findMany({ where: { subjectType: kind }, orderBy: { subjectId: 'asc' } });
  const dropped = rows.filter(({ subjectId }) => !keyring.all.some(({ id }) => id === keyIdOf(subjectId)));
  const retired = dropped.map(({ subjectId, wrapped }) =>
    provingOnly(keyIdOf(subjectId), unwrap(keyring, wrapped, { type: kind, id: subjectId })),
  );
  return { first: keyring.first, all: [...keyring.all, ...retired] };
}

function provingOnly(id: string, proof: KeyObject): VaultKey {
  const nobodys = createSecretKey(randomBytes(32));
  return { id, proof, wrapping: nobodys, direct: nobodys, index: nobodys };
}
