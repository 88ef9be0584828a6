import type { Template } from '../message.ts';

/** The report of a child in danger, as the reporter sees it. Words: locales/<lang>/referral.json. */
export const referralTemplates = {
  'referral-receipt': {
    text: 'referral.receipt',
    lane: 'answer',
    params: {
      reference: 'reference',
      at: 'instant',
      proof: 'proof',
      office: 'office',
      by: 'instant',
      emergency: 'emergency',
      danger: 'word',
      late: 'word',
      verified: 'word',
    },
  },
  'referral-state': {
    text: 'referral.state',
    lane: 'answer',
    params: { reference: 'reference', state: 'word', since: 'instant' },
  },
  'referral-unconfirmed': {
    text: 'referral.unconfirmed',
    lane: 'urgent',
    params: { reference: 'reference', emergency: 'emergency' },
  },
  'draft-waiting': { text: 'referral.draft-waiting', lane: 'bulk', params: { deletes: 'instant', last: 'word' } },
} as const satisfies Record<string, Template>;
