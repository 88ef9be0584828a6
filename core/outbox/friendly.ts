import { ruleOf } from '../obligations/register.ts';
import type { OwedMessage } from './owed.ts';

const reminder = /^reminder\/([a-z0-9-]+)\/([a-z0-9+-]+)$/;

/**
 * A word that may be left out for somebody who asked for fewer: not urgent, and of no limit, or a step of one that
 * "I have it" quiets too. Limits themselves, what superiors hear of them, and danger are never left out.
 */
export function isFriendly({ lane, template }: Pick<OwedMessage, 'lane' | 'template'>): boolean {
  if (lane !== 'bulk') return false;
  const [, rule, at] = reminder.exec(template) ?? [];
  if (!rule) return true;
  return ruleOf(rule).ladder.some((step) => step.at === at && step.comfort === true);
}
