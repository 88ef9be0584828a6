import type { Template } from '../message.ts';

/** Somebody of the office cannot be reached: to the head and the stand-in, by role and never by name. */
export const unreachableTemplates = {
  'person-unreachable': { text: 'unreachable.person', lane: 'urgent', params: { role: 'word', office: 'office' } },
} as const satisfies Record<string, Template>;
