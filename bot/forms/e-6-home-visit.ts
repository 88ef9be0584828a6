import type { Form } from './form.ts';

/** E-6, the contact sheet, for a visit at home: when, who was seen, what was observed and agreed. */
export const e6HomeVisit: Form = {
  id: 'e-6-home-visit',
  fields: [
    { kind: 'instant', name: 'visitedAt', section: 'visit', personal: false, required: true, daysBack: 120 },
    {
      kind: 'choices',
      name: 'seen',
      section: 'visit',
      personal: true,
      required: true,
      options: ['child', 'mother', 'father', 'guardian', 'siblings', 'others', 'nobody'],
    },
    { kind: 'text', name: 'summary', section: 'visit', personal: true, required: true, most: 4000 },
    { kind: 'text', name: 'agreed', section: 'visit', personal: true, required: false, most: 4000 },
  ],
};
