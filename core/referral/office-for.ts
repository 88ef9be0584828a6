import { type Actor, officeOf } from '../actor.ts';
import { refused } from '../errors.ts';
import { officeSettings } from '../office.ts';
import type { Db } from '../store.ts';

export interface OfficeChoice {
  readonly id: string;
  readonly name: string;
}

/**
 * The offices that a report of this person can go to: the one of the own municipality for whoever has one, else those
 * that take reports of people without an invite.
 */
export async function officesFor(db: Db, by: Actor): Promise<OfficeChoice[]> {
  const own = officeOf(by);
  if (own) return db.office.findMany({ where: { id: own }, select: { id: true, name: true } });
  const near = await db.office.findMany({
    where: { municipalityId: { in: await municipalitiesOf(db, by.id) } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
  if (near.length > 0) return near;
  const all = await db.office.findMany({ orderBy: { name: 'asc' } });
  return all
    .filter((office) => officeSettings.parse(office.settings).takesUnlinked)
    .map(({ id, name }) => ({ id, name }));
}

/** The chosen one when it is among them, the only one otherwise. */
export async function officeFor(db: Db, by: Actor, chosen: string | null): Promise<string> {
  const own = officeOf(by);
  if (own) return own;
  const offices = await officesFor(db, by);
  const office = offices.find(({ id }) => id === chosen) ?? offices[0];
  if (!office) throw refused('not-found');
  return office.id;
}

async function municipalitiesOf(db: Db, personId: string): Promise<string[]> {
  const person = await db.person.findUnique({ where: { id: personId }, select: { institution: true } });
  return person?.institution ? [person.institution.municipalityId] : [];
}
