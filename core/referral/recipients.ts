import type { RoleName } from '../actor.ts';
import type { Db } from '../store.ts';

/** Who is told of a new report at once. */
export const receiving: readonly RoleName[] = ['intake', 'head', 'stand-in'];

/** Ids of the active people who hold one of the roles in the office now. */
export async function staffOf(db: Db, officeId: string, roles: readonly RoleName[], now: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT p.id FROM role r JOIN person p ON p.id = r.person_id
    WHERE r.office_id = ${officeId}::uuid AND r.role = ANY(${[...roles]}::text[])
      AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}) AND p.deactivated_at IS NULL
    ORDER BY p.id`;
  return rows.map((row) => row.id);
}

/**
 * Those of the office who are told of a report, without whom it may concern. When nobody is left the admins are told,
 * so that no report reaches nobody.
 */
export async function receiversOf(
  db: Db,
  officeId: string,
  excluded: ReadonlySet<string>,
  now: Date,
): Promise<string[]> {
  const staff = (await staffOf(db, officeId, receiving, now)).filter((id) => !excluded.has(id));
  if (staff.length > 0) return staff;
  return (await staffOf(db, officeId, ['admin'], now)).filter((id) => !excluded.has(id));
}
