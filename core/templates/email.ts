import type { Template } from '../message.ts';

/** The last channel. `email-confirm` goes to the mailbox as a link and no text; the others are said in the chat. */
export const emailTemplates = {
  'email-confirm': { text: 'email.confirm.text', lane: 'urgent', params: {} },
  'email-confirmed': { text: 'email.confirmed', lane: 'answer', params: {} },
  'email-refused': { text: 'email.refused', lane: 'urgent', params: {} },
} as const satisfies Record<string, Template>;
