import { staffRoles } from '../staff.ts';
import type { Db } from '../store.ts';
import type { Keyring } from '../vault.ts';
import { openName } from '../vault-store.ts';

/** The name of somebody on the staff, as it is now; a dash for everybody else: no other name belongs in a chat. */
export async function staffName(db: Db, keyring: Keyring, personId: string): Promise<string> {
  const person = await db.person.findFirst({
    where: { id: personId, roles: { some: { role: { in: [...staffRoles] } } } },
  });
  return person?.sealedName ? openName(keyring, person.id, person.sealedName) : '—';
}
