import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { aCase, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { possibleMatches } from './matches.ts';
import { alreadyDone, lastFact } from './who-did.ts';
import { notExcluded } from './who-to-tell.ts';

const looked = z.object({ caseId: z.uuid() });

/** The cases that may be of the same child, as the head sees them. Cases that the head is excluded from are not among them. */
export const seeMatches = act('case.same-as', {
  input: looked,
  find: (room, { caseId }: z.infer<typeof looked>) => findCase(room, caseId),
  async perform(room, _wanted, found) {
    const matches = await possibleMatches(room, found);
    const hidden = await room.db.exclusion.findMany({
      where: { personId: room.by.id, caseId: { in: matches.map(({ id }) => id) } },
    });
    const seen = matches.filter(({ id }) => !hidden.some(({ caseId }) => caseId === id));
    return {
      result: { number: found.number, sameAsId: found.sameAsId, matches: seen },
      audited: [`case:${found.id}`],
      detail: { matches: seen.length },
    };
  },
});

const said = z.object({ caseId: z.uuid(), otherId: z.uuid() });

/** The head says that two cases are of one child. They are linked and stay two: no clock of either is cancelled. */
export const sameAs = act('case.same-as', {
  input: said,
  find: (room, { caseId }: z.infer<typeof said>) => findCase(room, caseId),
  async perform({ db, now, by }, { caseId, otherId }, found) {
    mustBeOpen(found);
    const other = await db.case.findUnique({
      where: { id: otherId },
      include: { exclusions: { where: { personId: by.id } } },
    });
    if (!other || other.id === caseId || other.officeId !== found.officeId || other.exclusions.length > 0) {
      throw refused('case-not-found');
    }
    if (other.closedAt) throw refused('case-closed', { at: other.closedAt.toISOString() });
    if (found.sameAsId === otherId) {
      const before = await lastFact(db, found.id, 'case.same-as');
      throw await alreadyDone(db, 'already-done', {
        at: before?.at ?? now,
        byId: before?.byId ?? null,
        officeId: found.officeId,
      });
    }
    await db.case.update({ where: { id: caseId }, data: { sameAsId: otherId, familyId: other.familyId } });
    const told = await notExcluded(db, await notExcluded(db, [found.managerId, other.managerId], caseId), otherId);
    return {
      result: { number: found.number, other: other.number },
      facts: [happened('case.same-as', aCase(caseId), { detail: { other: otherId } })],
      messages: told.map((person) =>
        tell(person, 'case-same-as', { case: found.number, other: other.number }, { caseId }),
      ),
      // Two heads may link two cases crosswise at once: the chains are taken in one order.
      audited: [`case:${caseId}`, `case:${otherId}`].toSorted(),
      detail: { case: caseId, other: otherId },
    };
  },
});
