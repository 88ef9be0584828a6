import type { Room } from '../act.ts';
import type { Actor } from '../actor.ts';
import { type FoundCase, findCase, matterOf } from '../case/find-case.ts';
import { refused } from '../errors.ts';
import type { ButtonWanted } from '../message.ts';
import { type Matter, may } from '../permission.ts';

type Readable = Parameters<typeof matterOf>[0] & { readonly acceptedAt: Date | null; readonly closedAt: Date | null };

/** Whoever has not said that there is no conflict of interest is not the manager yet, as far as reading goes. */
const readMatter = (found: Readable, excluded: boolean): Matter => ({
  ...matterOf(found, excluded),
  managerId: found.acceptedAt ? found.managerId : null,
});

export type ReadingAct = 'referral.read' | 'referral.reveal-reporter';

const allowed = (by: Actor, reading: ReadingAct, found: Readable, matter: Matter): boolean =>
  may(by, reading, matter) && (found.closedAt === null || may(by, 'referral.read-closed', matter));

/** For buttons: the door asks again, and knows who is excluded. */
export const mayRead = (by: Actor, found: Readable, reading: ReadingAct = 'referral.read'): boolean =>
  allowed(by, reading, found, readMatter(found, false));

/** A report as one of its cases opens it. */
export interface FoundReport {
  readonly one: FoundCase;
  /** Every child's case, in the order in which the children were reported. */
  readonly caseIds: readonly string[];
}

/** A report is one text about all its children: who is excluded from one of them reads nothing of it. */
export async function findReport<Wanted extends { caseId: string }>(
  room: Room,
  { caseId }: Wanted,
): Promise<{ found: FoundReport; matter: Matter }> {
  const { found: one } = await findCase(room, caseId);
  const cases = await room.db.case.findMany({
    where: { referralId: one.referralId },
    select: { id: true, exclusions: { where: { personId: room.by.id } } },
    orderBy: { number: 'asc' },
  });
  const excluded = cases.some(({ exclusions }) => exclusions.length > 0);
  return { found: { one, caseIds: cases.map(({ id }) => id) }, matter: readMatter(one, excluded) };
}

/** Asked behind the door, which does not know that a case is closed. */
export function mustBeReadable(by: Actor, reading: ReadingAct, { one }: FoundReport): void {
  if (!allowed(by, reading, one, readMatter(one, false))) throw refused('not-allowed');
}

/** Each child's case tells who read of it; in one order, so that two readers never wait for each other. */
export const readingOf = ({ caseIds }: FoundReport): string[] => caseIds.toSorted().map((id) => `case:${id}`);

/** Under a message that there is something to read, for one who may. */
export function readButtons(
  one: { readonly id: string; readonly managerId: string | null; readonly acceptedAt: Date | null },
  to: string,
): ButtonWanted[] {
  const having = { case: one.id };
  const more = { act: 'more', does: 'more', having };
  const waits = to === one.managerId && !one.acceptedAt;
  return waits ? [more] : [{ act: 'read-report', does: 'read-report', having }, more];
}
