import type { Template } from '../message.ts';

const reminderName = /^reminder\/[a-z0-9-]+\/[a-z0-9+-]+$/;

/** `reminder/<rule id>/<step>`: one shape for all. Words: locales/<lang>/reminder.json. */
export function reminderTemplate(name: string): Template | undefined {
  if (!reminderName.test(name)) return undefined;
  return {
    text: 'reminder.text',
    lane: 'urgent',
    params: {
      case: 'caseNumber?',
      rule: 'rule',
      source: 'source',
      due: 'instant',
      stage: 'word',
      role: 'word',
      subject: 'word',
    },
  };
}
