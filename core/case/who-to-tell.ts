import type { RoleName } from '../actor.ts';
import { staffOf } from '../staff.ts';
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
  const people = await staffOf(db, officeId, roles, now, caseId);
  return people.length > 0 ? people : staffOf(db, officeId, ['admin'], now, caseId);
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
