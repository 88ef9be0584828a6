import type { Field, Form } from './form.ts';

const indicator = (name: string): Field => ({
  kind: 'text',
  name,
  section: 'indicators',
  personal: true,
  required: true,
  most: 4000,
});

/** E-3 §3-12 by the indicators of wellbeing of article 12.3 of the regulation. */
export const e3Comprehensive: Form = {
  id: 'e-3-comprehensive',
  fields: [
    { kind: 'instant', name: 'madeAt', section: 'assessment', personal: false, required: true, daysBack: 120 },
    ...['safety', 'essentialNeeds', 'education', 'familyCare', 'socialInclusion'].map(indicator),
    {
      kind: 'choice',
      name: 'risk',
      section: 'assessment',
      personal: false,
      required: true,
      options: ['high', 'medium', 'low'],
    },
  ],
};
