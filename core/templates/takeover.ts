import type { Template } from '../message.ts';

const some = (text: string, params: Template['params']): Template => ({ text, lane: 'urgent', params });

/** Taking a case over: intake, head, stand-in, case manager. Words: locales/<lang>/takeover.json. */
export const takeoverTemplates = {
  'referral-arrived': some('takeover.referral-arrived', {
    case: 'caseNumber',
    at: 'instant',
    danger: 'word',
    due: 'instant',
    verified: 'word',
  }),
  /** `due`: the initial assessment; absent when it is made. */
  'case-assigned': some('takeover.case-assigned', { case: 'caseNumber', danger: 'word', due: 'instant?' }),
  'case-taken-away': some('takeover.case-taken-away', { case: 'caseNumber' }),
  'assistant-assigned': some('takeover.assistant-assigned', { case: 'caseNumber' }),
  'case-accepted': some('takeover.case-accepted', { case: 'caseNumber', who: 'staff' }),
  'conflict-declared': some('takeover.conflict-declared', { case: 'caseNumber', who: 'staff', as: 'word' }),
  'danger-confirmed': some('takeover.danger-confirmed', { case: 'caseNumber', who: 'staff' }),
  'urgency-confirmed': some('takeover.urgency-confirmed', { case: 'caseNumber' }),
  'case-same-as': some('takeover.case-same-as', { case: 'caseNumber', other: 'caseNumber' }),
  'transfer-asked': some('takeover.transfer-asked', { case: 'caseNumber', office: 'office', danger: 'word' }),
  /** An office to choose, with its button. */
  'transfer-offer': { text: 'takeover.transfer-offer', lane: 'answer', params: { office: 'office' } },
  'transfer-accepted': some('takeover.transfer-accepted', { case: 'caseNumber', office: 'office' }),
  'transfer-refused': some('takeover.transfer-refused', { case: 'caseNumber', office: 'office' }),
  'decline-asked': some('takeover.decline-asked', {
    case: 'caseNumber',
    children: 'count',
    reason: 'word',
    who: 'staff',
  }),
  'decline-confirmed': some('takeover.decline-confirmed', { case: 'caseNumber', who: 'staff' }),
  'decline-rejected': some('takeover.decline-rejected', { case: 'caseNumber', who: 'staff' }),
  /** To the reporter: why, and where else to turn. */
  'referral-declined': some('takeover.referral-declined', {
    reference: 'reference',
    reason: 'word',
    emergency: 'emergency',
  }),
  'question-answered': some('takeover.question-answered', { case: 'caseNumber', at: 'instant' }),
  /** A page of its own for what may not stand in a chat. */
  whom: { text: 'takeover.whom', lane: 'answer', params: { case: 'caseNumber', link: 'link' } },
  'report-page': { text: 'takeover.report-page', lane: 'answer', params: { case: 'caseNumber', link: 'link' } },
  'question-page': { text: 'takeover.question-page', lane: 'answer', params: { link: 'link' } },
  'why-due': {
    text: 'case.why-due',
    lane: 'answer',
    params: { case: 'caseNumber', rule: 'rule', source: 'source', started: 'instant', due: 'instant', stage: 'word' },
  },
} as const satisfies Record<string, Template>;
