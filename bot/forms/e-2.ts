import type { Form } from './form.ts';

const yesNo = ['yes', 'no'] as const;

/** E-2, the office's registration: who was met and told, what was consented to (ILO guide l.1996-2034). */
export const e2: Form = {
  id: 'e-2',
  pages: [['registration'], ['child']],
  fields: [
    { kind: 'instant', name: 'metAt', section: 'registration', personal: false, required: true, daysBack: 60 },
    { kind: 'choice', name: 'childInformed', section: 'registration', personal: false, required: true, options: yesNo },
    {
      kind: 'choice',
      name: 'familyInformed',
      section: 'registration',
      personal: false,
      required: true,
      options: yesNo,
    },
    {
      kind: 'choice',
      name: 'consent',
      section: 'registration',
      personal: false,
      required: true,
      options: ['given', 'refused', 'not-yet'],
    },
    {
      kind: 'choice',
      name: 'parentalCare',
      section: 'child',
      personal: true,
      required: true,
      options: ['both-parents', 'one-parent', 'guardian', 'no-care', 'other'],
    },
    {
      kind: 'choice',
      name: 'knownBefore',
      section: 'child',
      personal: false,
      required: true,
      unknown: true,
      options: yesNo,
    },
    { kind: 'text', name: 'reason', section: 'child', personal: true, required: true, most: 4000 },
    { kind: 'text', name: 'details', section: 'child', personal: true, required: false, most: 4000 },
  ],
};
