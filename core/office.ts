import { z } from 'zod';
import { refused } from './errors.ts';
import type { Reckoning } from './obligations/calendar.ts';
import type { Db } from './store.ts';

/** What an office sets for itself. Every one has a default that errs on the safe side. */
export const officeSettings = z.object({
  /** Shown before the first question and on the receipt. */
  emergency: z
    .array(
      z.object({ what: z.enum(['police', 'emergency', 'child-helpline', 'ambulance']), number: z.string().max(20) }),
    )
    .default([
      { what: 'police', number: '192' },
      { what: 'emergency', number: '112' },
    ]),
  packs: z.array(z.string()).default(['kosovo-child-labour']),
  lastDay: z.enum(['same-hour', 'end-of-day']).default('same-hour'),
  ifHoliday: z.enum(['keep', 'before', 'after']).default('keep'),
  /** Answered without an office, an unlinked report goes to this one. */
  takesUnlinked: z.boolean().default(true),
});
export type OfficeSettings = z.infer<typeof officeSettings>;

export interface Office {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly zone: string;
  readonly country: string;
  readonly settings: OfficeSettings;
}

export async function officeById(db: Db, id: string): Promise<Office> {
  const [row] = await db.$queryRaw<{ code: string; name: string; zone: string; country: string; settings: unknown }[]>`
    SELECT o.code, o.name, o.settings, m.zone, m.country FROM office o JOIN municipality m ON m.id = o.municipality_id
    WHERE o.id = ${id}::uuid`;
  if (!row) throw refused('not-found');
  return { id, ...row, settings: officeSettings.parse(row.settings) };
}

/** How the office counts days. The holidays are read only where they can move a limit. */
export async function reckoningOf(db: Db, office: Office): Promise<Reckoning> {
  const { lastDay, ifHoliday } = office.settings;
  const days = ifHoliday === 'keep' ? [] : await db.holiday.findMany({ where: { country: office.country } });
  return {
    zone: office.zone,
    lastDay,
    ifHoliday,
    holidays: new Set(days.map((day) => day.date.toISOString().slice(0, 10))),
  };
}

/** The next number of the office in the year of its own zone: QPR-2026-0001. Locks the counter until the transaction ends. */
export async function nextCaseNumber(db: Db, office: Office, year: number): Promise<string> {
  const [row] = await db.$queryRaw<{ last: number }[]>`
    INSERT INTO case_counter (office_id, year, last) VALUES (${office.id}::uuid, ${year}, 1)
    ON CONFLICT (office_id, year) DO UPDATE SET last = case_counter.last + 1 RETURNING last`;
  if (!row) throw new Error('case counter gave no number');
  return `${office.code}-${year}-${String(row.last).padStart(4, '0')}`;
}
