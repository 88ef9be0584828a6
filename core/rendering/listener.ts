import type { Db } from '../store.ts';
import type { Zone } from '../time.ts';
import type { Locale } from '../wording.ts';

/** Whoever reads a message: in which language, and by which wall clock. */
export interface Listener {
  readonly personId: string;
  readonly locale: Locale;
  readonly zone: Zone;
}

/** The zone is that of the office where the person has a role, else of the person's institution, else Kosovo's. */
export async function listenerOf(db: Db, personId: string): Promise<Listener> {
  const [row] = await db.$queryRaw<{ locale: string; zone: string | null }[]>`
    SELECT p.locale, coalesce(
      (SELECT m.zone FROM role r JOIN office o ON o.id = r.office_id JOIN municipality m ON m.id = o.municipality_id
        WHERE r.person_id = p.id ORDER BY r.until_at IS NOT NULL, r.from_at LIMIT 1),
      (SELECT m.zone FROM institution i JOIN municipality m ON m.id = i.municipality_id WHERE i.id = p.institution_id)) AS zone
    FROM person p WHERE p.id = ${personId}::uuid`;
  if (!row) throw new Error('a message is for nobody');
  return { personId, locale: row.locale as Locale, zone: row.zone ?? 'Europe/Belgrade' };
}
