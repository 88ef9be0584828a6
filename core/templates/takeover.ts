import type { Template } from '../message.ts';

/** Taking a case over: intake, head, stand-in, case manager. Words: locales/<lang>/takeover.json. */
export const takeoverTemplates = {
  'referral-arrived': {
    text: 'takeover.referral-arrived',
    lane: 'urgent',
    params: { case: 'caseNumber', at: 'instant', danger: 'word', due: 'instant', verified: 'word' },
  },
  'case-assigned': { text: 'takeover.case-assigned', lane: 'urgent', params: { case: 'caseNumber', danger: 'word', due: 'instant' } },
} as const satisfies Record<string, Template>;
