import type { Clock } from '../core/clock.ts';
import { newId } from '../core/id.ts';
import { fillHolidayTable } from '../core/obligations/holiday-table.ts';
import { makePerson } from '../core/person/make.ts';
import type { Store, Transaction } from '../core/store.ts';
import { exactToken, type Keyring } from '../core/vault.ts';
import { sealAddress } from '../core/vault-store.ts';
import { dutyOrder, institutions, isMandated, offices, type Persona, personas, places } from './seed/try-out.ts';

const country = 'XK';
const zone = 'Europe/Belgrade';
/** Marks a database that was empty when it was seeded: the only kind a try-out runs on. */
const mark = 'try-out';

export interface SeedParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

/** May the try-out run here? Only on an empty database, or on one that a try-out seeded while it was empty. */
export async function isTryOutGround(store: Store): Promise<boolean> {
  const kept = await marked(store);
  if (kept) return !kept.ended;
  return (await store.person.count()) === 0 && (await store.office.count()) === 0;
}

/** The try-out's municipality and people. Does nothing the second time. Throws on a database that holds anything else. */
export async function seedTryOut({ store, keyring, clock }: SeedParts): Promise<void> {
  if (await marked(store)) return;
  if (!(await isTryOutGround(store))) throw new Error('The try-out starts on an empty database only.');
  await store.$transaction(
    async (db) => {
      const now = clock.now();
      const officeIds = await seedOffices(db);
      const homes = await seedInstitutions(db);
      const people = new Map<string, string>();
      for (const one of personas) people.set(one.id, await seedPersona(db, keyring, one, officeIds, homes, now));
      await db.dutyTurn.createMany({
        data: dutyOrder.map((id, index) => ({
          officeId: officeIds.get('QPR') ?? '',
          position: index + 1,
          personId: people.get(id) ?? '',
        })),
      });
      await db.machineState.create({ data: { name: mark, value: { people: Object.fromEntries(people) } } });
    },
    { timeout: 30_000 },
  );
  await fillHolidayTable(store, country, clock.now().getUTCFullYear());
}

/** Whoever starts on this database without the try-out means it: no try-out runs on it any more. */
export async function endTryOut(store: Store): Promise<void> {
  const kept = await marked(store);
  if (kept && !kept.ended)
    await store.machineState.update({ where: { name: mark }, data: { value: { ...kept, ended: true } } });
}

interface Marked {
  readonly people: Readonly<Record<string, string>>;
  readonly ended?: boolean;
}

const marked = async (store: Store): Promise<Marked | null> =>
  ((await store.machineState.findUnique({ where: { name: mark } }))?.value as Marked | undefined) ?? null;

/** Person ids of the personas, as seeded. */
export async function seededPeople(store: Store): Promise<ReadonlyMap<string, string>> {
  return new Map(Object.entries((await marked(store))?.people ?? {}));
}

async function seedOffices(db: Transaction): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { code, name, municipality } of offices) {
    const [municipalityId, officeId] = [newId(), newId()];
    await db.municipality.create({ data: { id: municipalityId, name: municipality, country, zone } });
    await db.office.create({
      data: { id: officeId, municipalityId, code, name, settings: { takesUnlinked: code === 'QPR' } },
    });
    await db.place.createMany({ data: places.map((place) => ({ id: newId(), officeId, ...place })) });
    ids.set(code, officeId);
  }
  return ids;
}

async function seedInstitutions(db: Transaction): Promise<Map<string, string>> {
  const municipality = await db.municipality.findFirstOrThrow({ where: { offices: { some: { code: 'QPR' } } } });
  const rows = institutions.map((institution) => ({ id: newId(), municipalityId: municipality.id, ...institution }));
  await db.institution.createMany({ data: rows });
  return new Map(rows.map((row) => [row.kind, row.id]));
}

async function seedPersona(
  db: Transaction,
  keyring: Keyring,
  one: Persona,
  officeIds: ReadonlyMap<string, string>,
  homes: ReadonlyMap<string, string>,
  now: Date,
): Promise<string> {
  const personId = await makePerson(
    { db, keyring, now },
    {
      name: one.name,
      locale: one.locale,
      institutionId: one.institution ? (homes.get(one.institution) ?? null) : null,
      profession: one.profession,
      mandated: isMandated(one),
      verifiedAt: now,
    },
  );
  const accountId = newId();
  await db.role.create({
    data: {
      id: newId(),
      personId,
      officeId: officeIds.get(one.office) ?? '',
      role: one.role,
      seat: one.seat,
      fromAt: now,
    },
  });
  await db.channelAccount.create({
    data: {
      id: accountId,
      personId,
      channel: 'web',
      sealedAddress: sealAddress(keyring, accountId, one.id),
      addressToken: exactToken(keyring, 'chat', `web:${one.id}`) ?? '',
      preferred: false,
      linkedAt: now,
    },
  });
  return personId;
}
