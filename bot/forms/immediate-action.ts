import type { Form } from './form.ts';

const told = ['yes', 'no', 'not-needed'] as const;

/** What was done at once. No printed form has it; the guide asks for the action (l.2099-2109). */
export const immediateAction: Form = {
  id: 'immediate-action',
  fields: [
    { kind: 'instant', name: 'actedAt', section: 'protection', personal: false, required: true, daysBack: 60 },
    { kind: 'text', name: 'what', section: 'protection', personal: true, required: true, most: 4000 },
    { kind: 'text', name: 'byWhom', section: 'protection', personal: true, required: true, most: 500 },
    {
      kind: 'choice',
      name: 'where',
      section: 'protection',
      personal: true,
      required: true,
      unknown: true,
      options: ['home', 'relatives', 'shelter', 'hospital', 'police', 'other'],
    },
    { kind: 'text', name: 'address', section: 'protection', personal: true, required: false, most: 500 },
    { kind: 'choice', name: 'policeTold', section: 'protection', personal: false, required: true, options: told },
    { kind: 'choice', name: 'courtTold', section: 'protection', personal: false, required: true, options: told },
  ],
};
