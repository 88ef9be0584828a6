import type { RoleName } from '../actor.ts';
import { staffOf } from '../staff.ts';
import type { Db } from '../store.ts';

/** Who is told of a new report at once. */
export const receiving: readonly RoleName[] = ['intake', 'head', 'stand-in'];

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
