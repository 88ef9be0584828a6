import type { RoleName } from './actor.ts';
import type { Db } from './store.ts';

/** Who works in an office: they are named in its chats, and it hears when one of them cannot be reached. */
export const staffRoles = [
  'intake',
  'head',
  'stand-in',
  'case-manager',
  'assistant',
  'admin',
] as const satisfies readonly RoleName[];

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
  const held = await staffByRole(db, officeId, roles, now, exceptOf);
  return [...new Set([...held.values()].flat())].toSorted();
}

/** The same by role; in each, who has held it longest comes first. */
export async function staffByRole(
  db: Db,
  officeId: string,
  roles: readonly RoleName[],
  now: Date,
  exceptOf: string | null = null,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.$queryRaw<{ role: string; ids: string[] }[]>`
    SELECT r.role, array_agg(p.id ORDER BY r.from_at, r.id) AS ids FROM role r JOIN person p ON p.id = r.person_id
    WHERE r.office_id = ${officeId}::uuid AND r.role = ANY(${[...roles]}::text[])
      AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}) AND p.deactivated_at IS NULL
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = ${exceptOf}::uuid AND e.person_id = p.id)
    GROUP BY r.role`;
  return new Map(rows.map(({ role, ids }) => [role, ids]));
}
