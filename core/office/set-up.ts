import type { Clock } from '../clock.ts';
import { newId } from '../id.ts';
import { fillHolidayTable } from '../obligations/holiday-table.ts';
import type { Store } from '../store.ts';
import type { Keyring } from '../vault.ts';
import type { OfficeFile } from './office-file.ts';
import { type Change, peopleOf, type Room } from './people-of-file.ts';

export interface SetUpParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

const zones = { XK: 'Europe/Belgrade', AL: 'Europe/Tirane' } as const;

/**
 * Brings the database to what the file says and returns what had to be done: nothing the second time. It adds and changes;
 * who or what is not in the file stays, since taking a right away is an act of an admin.
 * @param trial when true, all of it is rolled back again
 */
export async function setUpOffice(
  { store, keyring, clock }: SetUpParts,
  file: OfficeFile,
  { trial = false }: { trial?: boolean } = {},
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const now = clock.now();
  try {
    await store.$transaction(
      async (db) => {
        // One at a time: two of them would each find nothing and make everything.
        await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('tryeza-office'))`;
        const room: Room = { db, keyring, now, changes };
        const municipalityId = await municipalityOf(room, file);
        const officeId = await officeOf(room, file, municipalityId);
        await placesOf(room, file, officeId);
        const homes = await institutionsOf(room, file, municipalityId);
        const people = await peopleOf(room, file, officeId, homes);
        await dutyOf(room, file, officeId, people);
        const holidays = await fillHolidayTable(db, file.municipality.country, now.getUTCFullYear());
        if (holidays > 0) changes.push({ did: 'made', what: `${holidays} holidays` });
        if (trial) throw new Trial();
      },
      { timeout: 60_000 },
    );
  } catch (end) {
    if (!(end instanceof Trial)) throw end;
  }
  return changes;
}

class Trial extends Error {}

async function municipalityOf({ db, changes }: Room, { municipality: { name, country } }: OfficeFile): Promise<string> {
  const found = await db.municipality.findFirst({ where: { name, country } });
  if (found) return found.id;
  changes.push({ did: 'made', what: 'municipality' });
  return (await db.municipality.create({ data: { id: newId(), name, country, zone: zones[country] } })).id;
}

async function officeOf({ db, changes }: Room, { office }: OfficeFile, municipalityId: string): Promise<string> {
  const { code, name, settings } = office;
  const found = await db.office.findUnique({ where: { code } });
  if (!found) {
    changes.push({ did: 'made', what: 'office' });
    return (await db.office.create({ data: { id: newId(), municipalityId, code, name, settings } })).id;
  }
  const kept = { ...(found.settings as object), ...settings };
  if (found.name !== name || !isSame(found.settings, kept)) {
    changes.push({ did: 'changed', what: 'office' });
    await db.office.update({ where: { id: found.id }, data: { name, settings: kept } });
  }
  return found.id;
}

/** jsonb keeps no order of keys. */
const isSame = (one: unknown, other: unknown): boolean => {
  const sorted = (value: unknown): unknown =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
};

async function placesOf({ db, changes }: Room, { places }: OfficeFile, officeId: string): Promise<void> {
  for (const { code, name } of places) {
    const found = await db.place.findUnique({ where: { officeId_code: { officeId, code } } });
    if (found?.name === name) continue;
    changes.push({ did: found ? 'changed' : 'made', what: 'place' });
    if (found) await db.place.update({ where: { id: found.id }, data: { name } });
    else await db.place.create({ data: { id: newId(), officeId, code, name } });
  }
}

async function institutionsOf({ db, changes }: Room, { institutions }: OfficeFile, municipalityId: string) {
  const homes = new Map<string, string>();
  for (const { kind, name } of institutions) {
    const found = await db.institution.findFirst({ where: { municipalityId, name } });
    if (!found) changes.push({ did: 'made', what: 'institution' });
    const kept = found ?? (await db.institution.create({ data: { id: newId(), municipalityId, kind, name } }));
    homes.set(name, kept.id);
  }
  return homes;
}

async function dutyOf(
  { db, changes }: Room,
  { duty }: OfficeFile,
  officeId: string,
  people: ReadonlyMap<string, string>,
) {
  if (duty.length === 0) return;
  const wanted = duty.map((name) => people.get(name) ?? '');
  const turns = await db.dutyTurn.findMany({ where: { officeId }, orderBy: { position: 'asc' } });
  if (
    isSame(
      turns.map(({ personId }) => personId),
      wanted,
    )
  )
    return;
  await db.dutyTurn.deleteMany({ where: { officeId } });
  await db.dutyTurn.createMany({ data: wanted.map((personId, at) => ({ officeId, position: at + 1, personId })) });
  changes.push({ did: turns.length > 0 ? 'changed' : 'made', what: 'duty order' });
}
