import { appendAudit } from '../audit.ts';
import { mintInvite } from '../invite.ts';
import { mintToken } from '../token.ts';
import { openName } from '../vault-store.ts';
import type { SomebodyInFile } from './office-file.ts';
import { invited, type Room } from './people-of-file.ts';

type Somebody = Pick<SomebodyInFile, 'name' | 'role' | 'locale'>;

/** `known`: the person was here already and keeps the roles held; the code is for one more chat. */
export interface InvitedHere {
  readonly known: boolean;
  readonly code: string;
}

/** Invites from the machine itself, where there is nobody yet who can do it in chat, or whose code ran out. */
export async function inviteHere(room: Omit<Room, 'changes'>, officeId: string, who: Somebody): Promise<InvitedHere> {
  const { db, now } = room;
  const known = await personNamed(room, officeId, who.name);
  if (!known) {
    const { code } = await invited({ ...room, changes: [] }, { ...who, mandated: false }, officeId, new Map());
    return { known: false, code };
  }
  const detail = { person: known };
  await appendAudit(db, { chain: `office:${officeId}`, act: 'person.invite', detail }, now, null);
  return { known: true, code: (await mintInvite(db, known, now)).code };
}

/** A key to the API with that person's rights, for programs of the office. Null: nobody here has this name. */
export async function tokenHere(
  room: Omit<Room, 'changes'>,
  officeId: string,
  { name, days }: { name: string; days: number },
): Promise<string | null> {
  const { db, now } = room;
  const personId = await personNamed(room, officeId, name);
  if (!personId) return null;
  const detail = { person: personId, days };
  await appendAudit(db, { chain: `office:${officeId}`, act: 'token.made', detail }, now, null);
  return mintToken(db, personId, { now, days });
}

/** Names are sealed: somebody of this office is found by opening them. */
async function personNamed({ db, keyring }: Omit<Room, 'changes'>, officeId: string, name: string) {
  const people = await db.person.findMany({ where: { deactivatedAt: null, roles: { some: { officeId } } } });
  return people.find(({ id, sealedName }) => sealedName && openName(keyring, id, sealedName) === name)?.id;
}
