import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { fileForm, filing, words } from './filed-form.ts';
import { findCase } from './find-case.ts';

export const met = ['child', 'mother', 'father', 'guardian', 'siblings', 'others'] as const;

const input = z.object({
  ...filing,
  /** Nobody: the visit was tried. It is filed, and the visit stays owed. */
  seen: z.array(z.enum(met)).max(met.length),
  summary: words(),
  agreed: words().optional(),
});

/** E-6: a visit at the child's home, with whom was met there (ILO guide l.2397-2398). */
export const recordHomeVisit = act('case.record-home-visit', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { id, caseId, happenedAt, ...content }, found) {
    await fileForm(room, found, 'e-6-home-visit', { id, happenedAt, content });
    const made = content.seen.length > 0;
    return {
      result: { number: found.number, made },
      facts: made
        ? [
            happened('home-visit.made', aCase(caseId), {
              happenedAt,
              detail: { child: content.seen.includes('child'), form: id },
            }),
          ]
        : [],
      audited: [`case:${caseId}`],
      detail: { form: id, made },
    };
  },
});
