import type { RoleName } from '../actor.ts';
import type { Db } from '../store.ts';

/**
 * Ids of the active people who hold one of the roles in the office now and are not excluded from the case.
 * When nobody of them is left the admins are told, so that a report is never told to nobody; an excluded admin is not.
 */
export async function peopleToTell(
  db: Db,
  officeId: string,
  roles: readonly RoleName[],
  caseId: string,
  now: Date,
): Promise<string[]> {
  const people = await holdersNotExcluded(db, officeId, roles, caseId, now);
  return people.length > 0 ? people : holdersNotExcluded(db, officeId, ['admin'], caseId, now);
}

/** Of these people the ones who are active and not excluded from the case. */
export async function notExcluded(db: Db, personIds: readonly (string | null)[], caseId: string): Promise<string[]> {
  const ids = [...new Set(personIds.filter((id) => id !== null))];
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM person p WHERE p.id = ANY(${ids}::uuid[]) AND p.deactivated_at IS NULL
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = ${caseId}::uuid AND e.person_id = p.id)`;
  return rows.map((row) => row.id);
}

async function holdersNotExcluded(
  db: Db,
  officeId: string,
  roles: readonly RoleName[],
  caseId: string,
  now: Date,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT p.id FROM role r JOIN person p ON p.id = r.person_id
    WHERE r.office_id = ${officeId}::uuid AND r.role = ANY(${[...roles]}::text[])
      AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}) AND p.deactivated_at IS NULL
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = ${caseId}::uuid AND e.person_id = p.id)
    ORDER BY p.id`;
  return rows.map((row) => row.id);
}
