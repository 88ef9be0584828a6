import { notExcluded } from '../case/who-to-tell.ts';
import { staffOf } from '../staff.ts';
import type { Db } from '../store.ts';

interface CaseOfReport {
  readonly id: string;
  readonly officeId: string;
  readonly managerId: string | null;
  readonly exclusions: readonly { readonly personId: string }[];
}

/** Somebody who works on a report, and the case by which that person reads it. */
export interface ReaderOf<One> {
  readonly personId: string;
  readonly one: One;
}

/**
 * Who hears that there is more to read of a report: head, stand-in, managers and `others`, each once, nobody who is
 * excluded from one of its children. When nobody of them is left the admins hear it.
 */
export async function readersOf<One extends CaseOfReport>(
  db: Db,
  cases: readonly One[],
  others: readonly string[],
  now: Date,
): Promise<ReaderOf<One>[]> {
  const shutOut = new Set(cases.flatMap(({ exclusions }) => exclusions.map(({ personId }) => personId)));
  const readers = new Map<string, One>();
  const add = async (ids: readonly (string | null)[], one: One) => {
    for (const id of await notExcluded(db, ids, one.id)) {
      if (!shutOut.has(id) && !readers.has(id)) readers.set(id, one);
    }
  };
  for (const one of cases) {
    const staff = await staffOf(db, one.officeId, ['head', 'stand-in'], now);
    await add([...(readers.size === 0 ? others : []), one.managerId, ...staff], one);
  }
  const [first] = cases;
  if (readers.size === 0 && first) await add(await staffOf(db, first.officeId, ['admin'], now), first);
  return [...readers].map(([personId, one]) => ({ personId, one }));
}
