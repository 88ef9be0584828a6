import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { shutOut } from './shut-out.ts';
import { peopleToTell } from './who-to-tell.ts';

/** Why somebody may not work on a case. No document lists them: the office's own list. */
export const conflictReasons = [
  'related',
  'same-household',
  'close-relation',
  'suspected',
  'other-professional-role',
] as const;

const input = z.object({ caseId: z.uuid(), reason: z.enum(conflictReasons) });

/**
 * Who has a conflict of interest says so and knows nothing more of the case (regulation, article 10.2).
 * The case is assigned anew; no clock starts again.
 */
export const declareConflict = act('case.declare-conflict', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { reason }, found) {
    const { db, now, by } = room;
    mustBeOpen(found);
    const wasManager = found.managerId === by.id;
    await shutOut(room, found, by.id, reason === 'suspected' ? 'suspected' : 'conflict-of-interest');
    const told = await peopleToTell(db, found.officeId, ['head', 'stand-in'], found.id, now);
    const does = wasManager ? 'assign' : 'assign-assistant';
    return {
      result: { number: found.number },
      facts: [happened('case.conflict-declared', aCase(found.id), { detail: { person: by.id, reason } })],
      messages: told.map((id) =>
        tell(
          id,
          'conflict-declared',
          { case: found.number, who: by.id, as: wasManager ? 'manager' : 'assistant' },
          { caseId: found.id, buttons: [{ act: does, does, having: { case: found.id } }] },
        ),
      ),
      audited: [`case:${found.id}`],
      detail: { reason },
    };
  },
});
