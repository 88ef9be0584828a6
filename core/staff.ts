import type { RoleName } from './actor.ts';
import type { Db } from './store.ts';

/**
 * Ids of the active people who hold one of the roles in the office now.
 * @param exceptOf a case: whoever is excluded from it is left out.
 */
export async function staffOf(
  db: Db,
  officeId: string,
  roles: readonly RoleName[],
  now: Date,
  exceptOf: string | null = null,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT p.id FROM role r JOIN person p ON p.id = r.person_id
    WHERE r.office_id = ${officeId}::uuid AND r.role = ANY(${[...roles]}::text[])
      AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}) AND p.deactivated_at IS NULL
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = ${exceptOf}::uuid AND e.person_id = p.id)
    ORDER BY p.id`;
  return rows.map((row) => row.id);
}
