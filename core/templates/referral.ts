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
  /** Before the first question: numbers to call, and what becomes of what is told. */
  'report-opening': {
    text: 'referral.opening',
    lane: 'answer',
    params: { emergency: 'emergency', channel: 'word', verified: 'word' },
  },
  'child-opening': { text: 'referral.child-opening', lane: 'answer', params: { emergency: 'emergency' } },
  'referral-same-child': {
    text: 'referral.same-child',
    lane: 'urgent',
    params: { case: 'caseNumber', other: 'caseNumber' },
  },
  'referral-supplemented': {
    text: 'referral.supplemented',
    lane: 'urgent',
    params: { case: 'caseNumber', at: 'instant' },
  },
  'late-reason-given': {
    text: 'referral.late-reason-given',
    lane: 'bulk',
    params: { case: 'caseNumber', at: 'instant' },
  },
  'referral-undone': { text: 'referral.undone', lane: 'urgent', params: { case: 'caseNumber', children: 'count' } },
  'referral-withdraw-asked': {
    text: 'referral.withdraw-wanted',
    lane: 'urgent',
    params: { case: 'caseNumber', children: 'count' },
  },
  'question-asked': { text: 'referral.question-asked', lane: 'urgent', params: { reference: 'reference' } },
  'person-left': { text: 'referral.person-left', lane: 'urgent', params: { count: 'count', lines: 'lines' } },
} as const satisfies Record<string, Template>;
