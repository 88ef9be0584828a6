import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { fileForm, filing, words } from './filed-form.ts';
import { findCase } from './find-case.ts';

/** Where the child is after it: kept as a word for the clocks of a removal, the address in words beside it. */
export const whereabouts = ['home', 'relatives', 'shelter', 'hospital', 'police', 'other', 'dont-know'] as const;
const told = z.enum(['yes', 'no', 'not-needed']);

const input = z.object({
  ...filing,
  what: words(),
  byWhom: words(500),
  where: z.enum(whereabouts),
  address: words(500).optional(),
  policeTold: told,
  courtTold: told,
});

/** What was done at once to take the child out of danger (ILO guide l.2099-2109). */
export const recordImmediateAction = act('case.record-immediate-action', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { id, caseId, happenedAt, ...content }, found) {
    await fileForm(room, found, 'immediate-action', { id, happenedAt, content });
    const { where, policeTold, courtTold } = content;
    return {
      result: { number: found.number },
      facts: [
        happened('protection.acted', aCase(caseId), {
          happenedAt,
          detail: { where, policeTold, courtTold, form: id },
        }),
      ],
      audited: [`case:${caseId}`],
      detail: { form: id },
    };
  },
});
