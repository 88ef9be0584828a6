import { ruleOf } from '../obligations/register.ts';
import type { Wording } from '../wording.ts';

/** What a text may say of a rule; `key` is the parameter's name in the template. */
export function ruleWords(wording: Wording, key: string, id: string): Readonly<Record<string, string>> {
  const rule = ruleOf(id);
  return {
    [key]: wording.sayNamed(`rule.${id}.name`),
    [`${key}Plain`]: wording.sayNamed(`rule.${id}.plain`),
    [`${key}Limit`]: rule.limit === 'without-delay' ? 'now' : 'limit',
    [`${key}Owner`]: rule.owner,
  };
}

/** "guide, l.2135 (Kutia 6)". What a pack adds behind a semicolon is a note for its readers, not a place. */
export function sourceWords(wording: Wording, id: string): string {
  const rule = ruleOf(id);
  const [where = ''] = rule.source.split(';');
  return wording.say('rule.source', {
    authority: wording.say(`rule.authority.${rule.authority}`),
    where: where.replace('footnote', wording.say('rule.footnote')),
  });
}
