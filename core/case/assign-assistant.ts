import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { aCase, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { alreadyDone, lastFact } from './who-did.ts';

const input = z.object({ caseId: z.uuid(), assistantId: z.uuid() });

/** The head gives the case an assistant case manager (regulation, article 4.1.2). */
export const assignAssistant = act('case.assign-assistant', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform({ db, now }, { assistantId }, found) {
    mustBeOpen(found);
    const { officeId } = found;
    if (found.assistantId === assistantId) {
      const before = await lastFact(db, found.id, 'case.assistant-assigned');
      throw await alreadyDone(db, 'already-assigned', { at: before?.at ?? now, byId: before?.byId ?? null, officeId });
    }
    const role = await db.role.findFirst({
      where: {
        personId: assistantId,
        officeId,
        role: 'assistant',
        fromAt: { lte: now },
        OR: [{ untilAt: null }, { untilAt: { gt: now } }],
        person: { deactivatedAt: null },
      },
    });
    if (!role) throw refused('person-not-found');
    const excluded = await db.exclusion.findUnique({
      where: { caseId_personId: { caseId: found.id, personId: assistantId } },
    });
    if (excluded) throw refused('manager-excluded');
    await db.case.update({ where: { id: found.id }, data: { assistantId } });
    const having = { case: found.id };
    return {
      result: { number: found.number, assistantId },
      facts: [happened('case.assistant-assigned', aCase(found.id), { detail: { assistant: assistantId } })],
      messages: [
        tell(
          assistantId,
          'assistant-assigned',
          { case: found.number },
          {
            caseId: found.id,
            buttons: [
              { act: 'see-whom', does: 'see-whom', having },
              { act: 'conflict', does: 'conflict', having },
            ],
          },
        ),
      ],
      audited: [`case:${found.id}`],
      detail: { assistant: assistantId },
    };
  },
});
