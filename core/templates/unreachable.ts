import type { Template } from '../message.ts';

/** Somebody cannot be reached: to people of the office, by role or by case and never by name. Words: locales/<lang>/unreachable.json. */
export const unreachableTemplates = {
  'person-unreachable': { text: 'unreachable.person', lane: 'urgent', params: { role: 'word', office: 'office' } },
  /** `why`: an open `question` to the reporter, or a `receipt` that never went out. */
  'reporter-unreachable': { text: 'unreachable.reporter', lane: 'urgent', params: { case: 'caseNumber', why: 'word' } },
  'new-invite': {
    text: 'unreachable.new-invite',
    lane: 'answer',
    params: { who: 'staff', link: 'link', until: 'instant' },
  },
} as const satisfies Record<string, Template>;
