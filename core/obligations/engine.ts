import type { Fact, Subject } from '../fact.ts';
import { dueAfter, type Reckoning } from './calendar.ts';
import type { Rule } from './rule.ts';

export type Outcome = 'met' | 'late' | 'waived' | 'not-applicable';

/** A running or closed clock as the facts say it is. Instants in UTC. */
export interface Derived {
  /** Rule, subject and occurrence: the same facts always give the same key. */
  readonly key: string;
  readonly rule: Rule;
  readonly subject: Subject;
  readonly caseId: string | null;
  readonly startedAt: Date;
  readonly dueAt: Date;
  readonly outcome: Outcome | null;
  readonly closedAt: Date | null;
  readonly closedByFact: string | null;
}

/**
 * Facts in, obligations out. Pure, idempotent, and independent of the order of the facts:
 * they are sorted by when they happened, and by id where that is the same instant.
 * @param facts of any number of subjects.
 */
export function derive(rules: readonly Rule[], facts: readonly Fact[], reckoning: Reckoning): Derived[] {
  const standing = withoutVoided(facts);
  return [...bySubject(standing).values()].flatMap((own) =>
    rules.flatMap((rule) => {
      const derived = occurrence(rule, own, reckoning);
      return derived ? [derived] : [];
    }),
  );
}

function withoutVoided(facts: readonly Fact[]): Fact[] {
  const voided = new Set(facts.flatMap((fact) => (fact.voidsId ? [fact.voidsId] : [])));
  return facts
    .filter((fact) => !voided.has(fact.id))
    .toSorted((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function bySubject(facts: readonly Fact[]): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = `${fact.subject.type}:${fact.subject.id}`;
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  return groups;
}

/** The first start counts: a new case manager, or a second assessment, does not restart a clock. */
function occurrence(rule: Rule, facts: readonly Fact[], reckoning: Reckoning): Derived | undefined {
  const start = facts.find(
    (fact) => fact.kind === rule.starts && fact.subject.type === rule.on && says(fact, rule.startsWhen),
  );
  if (!start) return undefined;
  const dueAt = dueAfter(start.happenedAt, rule.limit, reckoning);
  return {
    key: `${rule.id}/${start.subject.type}/${start.subject.id}`,
    rule,
    subject: start.subject,
    caseId: start.caseId,
    startedAt: start.happenedAt,
    dueAt,
    ...closing(rule, facts, dueAt),
  };
}

function closing(
  rule: Rule,
  facts: readonly Fact[],
  dueAt: Date,
): Pick<Derived, 'outcome' | 'closedAt' | 'closedByFact'> {
  const met = facts.find((fact) => fact.kind === rule.met && says(fact, rule.metWhen));
  const ended = facts.find((fact) => rule.ends.includes(fact.kind));
  const waived = facts.find((fact) => fact.kind === 'obligation.waived' && fact.detail['rule'] === rule.id);
  const closed = [met, ended, waived]
    .filter((fact) => fact !== undefined)
    .toSorted((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime())[0];
  if (!closed) return { outcome: null, closedAt: null, closedByFact: null };
  return { outcome: outcomeOf(closed), closedAt: closed.happenedAt, closedByFact: closed.id };

  function outcomeOf(fact: Fact): Outcome {
    if (fact === waived) return 'waived';
    if (fact === ended) return 'not-applicable';
    // "Without delay" has no number: what was done is met, and the time it took is in the two instants.
    if (rule.limit === 'without-delay') return 'met';
    return fact.happenedAt.getTime() <= dueAt.getTime() ? 'met' : 'late';
  }
}

const says = (fact: Fact, wanted: Rule['startsWhen']): boolean =>
  Object.entries(wanted ?? {}).every(([key, value]) => fact.detail[key] === value);
