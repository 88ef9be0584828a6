import type { Template } from './message.ts';
import { emailTemplates } from './templates/email.ts';
import { referralTemplates } from './templates/referral.ts';
import { reminderTemplate } from './templates/reminder.ts';
import { takeoverTemplates } from './templates/takeover.ts';
import { talkTemplates } from './templates/talk.ts';
import { unreachableTemplates } from './templates/unreachable.ts';

const templates = oneOfEach([
  talkTemplates,
  referralTemplates,
  takeoverTemplates,
  unreachableTemplates,
  emailTemplates,
]);

/** Two templates of one name would hide each other. */
function oneOfEach(parts: readonly Readonly<Record<string, Template>>[]): Readonly<Record<string, Template>> {
  const all = parts.flatMap((part) => Object.entries(part));
  const names = new Set(all.map(([name]) => name));
  if (names.size < all.length) throw new Error('two templates have one name');
  return Object.fromEntries(all);
}

/** The template of that name; `reminder/<rule>/<step>` are made from the rules. Unknown names are a fault. */
export function templateOf(name: string): Template {
  const template = templates[name] ?? reminderTemplate(name);
  if (!template) throw new Error(`no template ${name}`);
  return template;
}
