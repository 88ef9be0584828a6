import { sectors } from '../../core/referral/codes.ts';
import type { Answers, Form } from './form.ts';

/** With a worst form of child labour nothing is assessed: the child is protected (ILO guide, footnote 17). */
const assessed = (answers: Answers) => answers['worstForm'] === 'none';

/** E-3 §1-2.5, the initial assessment: nature of the work, hazards, risk (ILO guide l.2060-2063). */
export const e3Initial: Form = {
  id: 'e-3-initial',
  pages: [['assessment'], ['work']],
  fields: [
    { kind: 'instant', name: 'madeAt', section: 'assessment', personal: false, required: true, daysBack: 60 },
    {
      kind: 'choice',
      name: 'worstForm',
      section: 'assessment',
      personal: true,
      required: true,
      options: ['none', 'illegal-activities', 'pornography', 'prostitution', 'trafficking'],
    },
    {
      kind: 'choice',
      name: 'risk',
      section: 'assessment',
      personal: false,
      required: true,
      options: ['high', 'medium', 'low'],
      when: assessed,
    },
    {
      kind: 'choices',
      name: 'sectors',
      section: 'work',
      personal: true,
      required: true,
      options: sectors,
      when: assessed,
    },
    {
      kind: 'choices',
      name: 'hazards',
      section: 'work',
      personal: true,
      required: true,
      options: ['environment', 'activities', 'tools', 'hours', 'none'],
      when: assessed,
    },
    { kind: 'text', name: 'place', section: 'work', personal: true, required: false, most: 500, when: assessed },
    {
      kind: 'number',
      name: 'hoursAWeek',
      section: 'work',
      personal: true,
      required: false,
      least: 0,
      most: 168,
      when: assessed,
    },
    { kind: 'text', name: 'summary', section: 'assessment', personal: true, required: true, most: 4000 },
  ],
};
