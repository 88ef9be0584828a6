import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../core/fact.ts';
import { factKinds } from '../../../core/fact.ts';
import { derive } from '../../../core/obligations/engine.ts';
import { rules } from '../../../core/obligations/register.ts';
import { aFact, theCase } from './a-fact.ts';

const reckoning = { zone: 'Europe/Belgrade' };
const derived = (facts: readonly Fact[]) => derive(rules, facts, reckoning);
const the = (rule: string, facts: readonly Fact[]) => derived(facts).find((one) => one.rule.id === rule);

const referred = aFact('case.referred', '2026-11-23T08:00:00Z');

describe('an obligation', () => {
  test('runs from the fact that starts it', () => {
    expect(the('case-manager-24h', [referred])).toMatchObject({
      startedAt: new Date('2026-11-23T08:00:00Z'),
      dueAt: new Date('2026-11-24T08:00:00Z'),
      outcome: null,
    });
  });

  test('does not exist before its start', () => {
    expect(the('initial-assessment-2h', [referred])).toBeUndefined();
  });

  test('is met at the last millisecond and late one millisecond after', () => {
    const inTime = aFact('case.assigned', '2026-11-24T08:00:00.000Z');
    const late = aFact('case.assigned', '2026-11-24T08:00:00.001Z');
    expect(the('case-manager-24h', [referred, inTime])).toMatchObject({ outcome: 'met', closedByFact: inTime.id });
    expect(the('case-manager-24h', [referred, late])).toMatchObject({ outcome: 'late', closedByFact: late.id });
  });

  test('is not restarted by a second manager', () => {
    const first = aFact('case.assigned', '2026-11-23T10:00:00Z');
    const second = aFact('case.assigned', '2026-11-25T10:00:00Z');
    expect(the('initial-assessment-2h', [referred, first, second])?.dueAt).toEqual(new Date('2026-11-23T12:00:00Z'));
  });

  test('runs again from the right time when its start was corrected', () => {
    const wrong = aFact('case.referred', '2026-11-22T08:00:00Z');
    const right = aFact('case.referred', '2026-11-23T08:00:00Z', { voidsId: wrong.id });
    expect(the('case-manager-24h', [wrong, right])?.dueAt).toEqual(new Date('2026-11-24T08:00:00Z'));
  });

  test('opens again when the act that met it was voided', () => {
    const assigned = aFact('case.assigned', '2026-11-23T10:00:00Z');
    const voiding = aFact('case.conflict-declared', '2026-11-23T11:00:00Z', { voidsId: assigned.id });
    expect(the('case-manager-24h', [referred, assigned, voiding])?.outcome).toBeNull();
  });

  test('is not applicable when the case ended first, and keeps its outcome when it ended after', () => {
    const closed = aFact('case.closed', '2026-11-23T12:00:00Z');
    const assigned = aFact('case.assigned', '2026-11-23T10:00:00Z');
    expect(the('case-manager-24h', [referred, closed])?.outcome).toBe('not-applicable');
    expect(the('case-manager-24h', [referred, assigned, closed])?.outcome).toBe('met');
  });

  test('is waived for its own rule only', () => {
    const waived = aFact('obligation.waived', '2026-11-23T12:00:00Z', { detail: { rule: 'home-visit-7d' } });
    expect(the('home-visit-7d', [referred, waived])?.outcome).toBe('waived');
    expect(the('case-manager-24h', [referred, waived])?.outcome).toBeNull();
  });

  test('of a report runs for a mandated reporter alone', () => {
    const identified = (mandated: boolean) =>
      aFact('child.identified', '2026-11-23T08:00:00Z', { subject: 'referral', detail: { mandated } });
    expect(the('referral-24h', [identified(true)])?.dueAt).toEqual(new Date('2026-11-24T08:00:00Z'));
    expect(the('referral-24h', [identified(false)])).toBeUndefined();
  });

  test('of twenty-four hours is exactly that across both clock changes', () => {
    for (const start of ['2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z']) {
      const due = the('case-manager-24h', [aFact('case.referred', start)])?.dueAt;
      expect(due?.getTime()).toBe(new Date(start).getTime() + 24 * 3_600_000);
    }
  });

  test('of seven days ends at the same hour of the wall clock across a clock change', () => {
    const due = the('home-visit-7d', [aFact('case.referred', '2026-03-25T09:00:00Z')])?.dueAt;
    expect(due).toEqual(new Date('2026-04-01T08:00:00Z'));
  });

  test('"without delay" is due at once and has no late', () => {
    const high = aFact('risk.high', '2026-11-23T10:00:00Z');
    const acted = aFact('protection.acted', '2026-11-23T15:00:00Z');
    expect(the('high-risk-immediate-action', [high])?.dueAt).toEqual(high.happenedAt);
    expect(the('high-risk-immediate-action', [high, acted])?.outcome).toBe('met');
  });
});

const anyFact = fc
  .record({
    kind: fc.constantFrom(...factKinds),
    at: fc.date({ min: new Date('2020-01-01'), max: new Date('2040-12-31'), noInvalidDate: true }),
    subject: fc.constantFrom('case' as const, 'referral' as const),
    mandated: fc.boolean(),
  })
  .map(({ kind, at, subject, mandated }) => aFact(kind, at, { subject, subjectId: theCase, detail: { mandated } }));

const anyFacts = fc.array(anyFact, { maxLength: 25 }).chain((facts) =>
  fc.array(fc.nat({ max: Math.max(facts.length - 1, 0) }), { maxLength: 3 }).map((voided) => [
    ...facts,
    ...voided.flatMap((index) => {
      const fact = facts[index];
      return fact ? [aFact('case.excluded', fact.happenedAt, { voidsId: fact.id })] : [];
    }),
  ]),
);

describe('the engine', () => {
  test('says the same of the same facts in any order', () => {
    fc.assert(
      fc.property(anyFacts, fc.infiniteStream(fc.nat()), (facts, order) => {
        const shuffled = facts
          .map((fact) => ({ fact, at: order.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ fact }) => fact);
        expect(byKey(derived(shuffled))).toEqual(byKey(derived(facts)));
      }),
    );
  });

  test('has one clock for each rule and subject, never due before its start', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const found = derived(facts);
        expect(new Set(found.map((one) => one.key)).size).toBe(found.length);
        for (const one of found) expect(one.dueAt.getTime()).toBeGreaterThanOrEqual(one.startedAt.getTime());
      }),
    );
  });

  test('a fact that no rule knows changes nothing', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const more = [...facts, aFact('question.asked', '2026-11-23T12:00:00Z')];
        expect(byKey(derived(more))).toEqual(byKey(derived(facts)));
      }),
    );
  });
});

const byKey = <T extends { key: string }>(list: readonly T[]) => list.toSorted((a, b) => (a.key < b.key ? -1 : 1));
