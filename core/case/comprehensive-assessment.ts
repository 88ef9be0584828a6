import { z } from 'zod';
import { act } from '../act.ts';
import { aCase, happened } from '../fact.ts';
import { fileForm, filing, words } from './filed-form.ts';
import { findCase } from './find-case.ts';
import { risks } from './initial-assessment.ts';

/** The five indicators of wellbeing that an assessment covers (regulation, article 12.3), and the risk. */
const input = z.object({
  ...filing,
  safety: words(),
  essentialNeeds: words(),
  education: words(),
  familyCare: words(),
  socialInclusion: words(),
  risk: z.enum(risks),
});

/** E-3 §3-12: what the service plan will rest on. */
export const recordComprehensiveAssessment = act('case.record-comprehensive-assessment', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, { id, caseId, happenedAt, ...content }, found) {
    await fileForm(room, found, 'e-3-comprehensive', { id, happenedAt, content });
    const { risk } = content;
    if (!found.riskAt || found.riskAt <= happenedAt) {
      await room.db.case.update({ where: { id: caseId }, data: { risk, riskAt: happenedAt } });
    }
    const subject = aCase(caseId);
    return {
      result: { number: found.number, actNow: risk === 'high' },
      facts: [
        happened('assessment.comprehensive', subject, { happenedAt, detail: { risk, form: id } }),
        ...(risk === 'high' ? [happened('risk.high', subject, { happenedAt, detail: { form: id } })] : []),
      ],
      audited: [`case:${caseId}`],
      detail: { form: id },
    };
  },
});
