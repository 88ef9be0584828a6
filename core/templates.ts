import type { Template } from './message.ts';
import { referralTemplates } from './templates/referral.ts';
import { reminderTemplate } from './templates/reminder.ts';
import { takeoverTemplates } from './templates/takeover.ts';
import { talkTemplates } from './templates/talk.ts';
import { unreachableTemplates } from './templates/unreachable.ts';

const templates: Readonly<Record<string, Template>> = {
  ...talkTemplates,
  ...referralTemplates,
  ...takeoverTemplates,
  ...unreachableTemplates,
};

/** The template of that name; `reminder/<rule>/<step>` are made from the rules. Unknown names are a fault. */
export function templateOf(name: string): Template {
  const template = templates[name] ?? reminderTemplate(name);
  if (!template) throw new Error(`no template ${name}`);
  return template;
}

export const templateNames = (): string[] => Object.keys(templates);
