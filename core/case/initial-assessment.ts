import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { sectors } from '../referral/codes.ts';
import { fileForm, filing, words } from './filed-form.ts';
import { findCase } from './find-case.ts';

export const risks = ['high', 'medium', 'low'] as const;
/** E-3 §2.1; several may hold (ILO guide l.2066). */
export const hazards = ['environment', 'activities', 'tools', 'hours'] as const;
/** For these no risk is assessed: the child is protected at once (ILO guide, footnote 17). */
export const worstForms = ['illegal-activities', 'pornography', 'prostitution', 'trafficking'] as const;

const branch = z.discriminatedUnion('worstForm', [
  z.object({ worstForm: z.literal('none'), risk: z.enum(risks) }),
  z.object({ worstForm: z.enum(worstForms), risk: z.undefined().optional() }),
]);

const input = z
  .object({
    ...filing,
    sectors: z.array(z.enum(sectors)).max(sectors.length),
    hazards: z.array(z.enum(hazards)).max(hazards.length),
    place: words(500).optional(),
    hoursAWeek: z.number().int().min(0).max(168).optional(),
    summary: words(),
  })
  .and(branch);

/**
 * The first look at the danger, by the case manager (E-3 §1-2.5). With a suspicion of a worst form no risk is assessed
 * and the assessment is made all the same: what is owed then is protection.
 */
export const recordInitialAssessment = act('case.record-initial-assessment', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { id, caseId, happenedAt, ...content }, found) {
    await fileForm(room, found, 'e-3-initial', { id, happenedAt, content });
    const subject = aCase(caseId);
    const { risk, worstForm } = content;
    if (risk) await room.db.case.update({ where: { id: caseId }, data: { risk, riskAt: happenedAt } });
    return {
      result: { number: found.number, actNow: worstForm !== 'none' || risk === 'high' },
      facts: [
        happened('assessment.initial', subject, {
          happenedAt,
          detail: { form: id, ...(risk ? { risk } : { worstForm }) },
        }),
        ...(risk === 'high' ? [happened('risk.high', subject, { happenedAt, detail: { form: id } })] : []),
        ...(risk ? [] : [happened('wfcl.suspected', subject, { happenedAt, detail: { worstForm } })]),
      ],
      audited: [`case:${caseId}`],
      detail: { form: id },
    };
  },
});
