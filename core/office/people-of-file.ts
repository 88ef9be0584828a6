import { appendAudit } from '../audit.ts';
import { newId } from '../id.ts';
import { mintInvite } from '../invite.ts';
import { makePerson } from '../person/make.ts';
import type { Db } from '../store.ts';
import type { Keyring } from '../vault.ts';
import { openName } from '../vault-store.ts';
import type { OfficeFile, SomebodyInFile } from './office-file.ts';

export interface Change {
  readonly did: 'made' | 'changed';
  /** `office`, `place`, `person` …; never who. */
  readonly what: string;
  /** For a person: the place in the file, from 1. */
  readonly nth?: number;
  /** Shown once; stored hashed. */
  readonly code?: string;
}

/** Where an office is set up: one transaction, and what was done in it. */
export interface Room {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly now: Date;
  readonly changes: Change[];
}

/** Names are sealed: whoever is known in this office is found by opening them. */
export async function peopleOf(
  room: Room,
  { people }: OfficeFile,
  officeId: string,
  homes: ReadonlyMap<string, string>,
) {
  const { db, keyring, changes } = room;
  const known = await db.person.findMany({ where: { roles: { some: { officeId } } }, include: { roles: true } });
  const byName = new Map(
    known.flatMap((one) => (one.sealedName ? [[openName(keyring, one.id, one.sealedName), one] as const] : [])),
  );
  const ids = new Map<string, string>();
  for (const [index, one] of people.entries()) {
    const found = byName.get(one.name);
    if (!found) {
      const made = await invited(room, one, officeId, homes);
      ids.set(one.name, made.personId);
      changes.push({ did: 'made', what: 'person', nth: index + 1, code: made.code });
      continue;
    }
    ids.set(one.name, found.id);
    const holds = found.roles.some(
      ({ officeId: at, role, seat, untilAt }) =>
        at === officeId && role === one.role && seat === (one.seat ?? null) && (!untilAt || untilAt > room.now),
    );
    if (holds) continue;
    await takesOn(room, found.id, officeId, one);
    changes.push({ did: 'changed', what: 'person', nth: index + 1 });
  }
  return ids;
}

/** Somebody new with a role, and the code to begin with. */
export async function invited(room: Room, one: SomebodyInFile, officeId: string, homes: ReadonlyMap<string, string>) {
  const { db, now } = room;
  const personId = await makePerson(room, {
    name: one.name,
    locale: one.locale,
    institutionId: one.institution ? (homes.get(one.institution) ?? null) : null,
    profession: one.profession ?? null,
    mandated: one.mandated && one.role !== 'admin',
  });
  await takesOn(room, personId, officeId, one);
  const { code } = await mintInvite(db, personId, now);
  return { personId, code };
}

async function takesOn({ db, now }: Room, personId: string, officeId: string, { role, seat }: SomebodyInFile) {
  await db.role.create({ data: { id: newId(), personId, officeId, role, seat: seat ?? null, fromAt: now } });
  await appendAudit(
    db,
    { chain: `office:${officeId}`, act: 'person.invite', detail: { person: personId, role } },
    now,
    null,
  );
}
