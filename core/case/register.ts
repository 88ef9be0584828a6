import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { fileForm, filing, words } from './filed-form.ts';
import { findCase } from './find-case.ts';

/** Refused or not asked yet: protection goes on all the same. */
export const consents = ['given', 'refused', 'not-yet'] as const;
export const parentalCares = ['both-parents', 'one-parent', 'guardian', 'no-care', 'other'] as const;

const input = z.object({
  ...filing,
  consent: z.enum(consents),
  childInformed: z.boolean(),
  familyInformed: z.boolean(),
  /** E-3 §3. `no-care`: a guardian is to be appointed. */
  parentalCare: z.enum(parentalCares),
  knownBefore: z.enum(['yes', 'no', 'dont-know']),
  details: words().optional(),
  reason: words(),
});

/** E-2: the office has met the child and the family, told them how it works, and asked for consent (ILO guide l.1996-2034). */
export const register = act('case.register', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { id, caseId, happenedAt, ...content }, found) {
    await fileForm(room, found, 'e-2', { id, happenedAt, content });
    if (!found.registeredAt) {
      await room.db.case.update({ where: { id: caseId }, data: { registeredAt: happenedAt } });
    }
    const { consent, parentalCare } = content;
    return {
      result: { number: found.number, guardianNeeded: parentalCare === 'no-care', consent },
      facts: [happened('case.registered', aCase(caseId), { happenedAt, detail: { consent, parentalCare, form: id } })],
      audited: [`case:${caseId}`],
      detail: { form: id },
    };
  },
});
