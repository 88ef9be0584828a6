import type { FactKind } from '../fact.ts';
import type { Pack } from './pack.ts';
import { kosovoChildLabour } from './packs/kosovo-child-labour.ts';
import type { Rule } from './rule.ts';

/** The packs of the program. An office switches them on; which is a setting of the office. */
export const packs: readonly Pack[] = [kosovoChildLabour];

export const rules: readonly Rule[] = packs.flatMap((pack) => pack.rules);

const byId = new Map(rules.map((rule) => [rule.id, rule]));

export function ruleOf(id: string): Rule {
  const rule = byId.get(id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
}

/** Can a fact of this kind start, meet or end a clock? If not, the engine need not look. */
export const concernsClocks = (kind: FactKind): boolean => watched.has(kind);
const watched = new Set<FactKind>(
  rules.flatMap((rule) => [rule.starts, rule.met, ...rule.ends, 'obligation.waived' as const]),
);
