import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derive } from '../../../core/obligations/engine.ts';
import { ladderOf, nextRungAfter, type Rung, reached } from '../../../core/obligations/ladder.ts';
import { ruleOf, rules } from '../../../core/obligations/register.ts';
import { stepsOwed } from '../../../core/obligations/steps-owed.ts';
import { aFact } from './a-fact.ts';

const reckoning = { zone: 'Europe/Belgrade' };
const running = (rule: string, startedAt: string) => {
  const of = ruleOf(rule);
  const fact = aFact(of.starts, startedAt, { subject: of.on, detail: { ...of.startsWhen } });
  const derived = derive([of], [fact], reckoning)[0];
  if (!derived) throw new Error(`${rule} did not start`);
  return derived;
};
const hours = (from: string, n: number) => new Date(new Date(from).getTime() + n * 3_600_000);

const start = '2026-11-23T08:00:00.000Z';

describe('the ladder', () => {
  test('reaches nobody before its first step and the head at it', () => {
    const clock = running('case-manager-24h', start);
    expect(reached(clock, reckoning, new Date(hours(start, 12).getTime() - 1))).toEqual([]);
    expect(reached(clock, reckoning, hours(start, 12)).map((rung) => rung.to)).toEqual(['head']);
  });

  test('days before a limit are days of the wall clock', () => {
    const clock = running('home-visit-7d', '2026-03-25T09:00:00.000Z');
    const [fourDays] = ladderOf(clock, reckoning);
    expect(fourDays).toMatchObject({ step: 'due-4d', at: new Date('2026-03-28T09:00:00Z') });
  });

  test.each(rules.map((rule) => [rule.id, rule] as const))(
    'of %s never steps before its start and goes only up',
    (id) => {
      const clock = running(id, start);
      const rungs = ladderOf(clock, reckoning);
      expect(rungs.length).toBeGreaterThan(0);
      for (const rung of rungs) expect(rung.at.getTime()).toBeGreaterThanOrEqual(clock.startedAt.getTime());
      expect(rungs.map((rung) => rung.at.getTime())).toEqual(
        rungs.map((rung) => rung.at.getTime()).toSorted((a, b) => a - b),
      );
    },
  );

  test('knows when to look again, until there is nothing more to say', () => {
    const clock = running('referral-24h', start);
    expect(nextRungAfter(clock, reckoning, new Date(start))).toEqual(hours(start, 12));
    expect(nextRungAfter(clock, reckoning, hours(start, 12))).toEqual(hours(start, 20));
    expect(nextRungAfter(clock, reckoning, hours(start, 24))).toBeNull();
  });
});

const rung = (step: Rung['step'], at: number, to: Rung['to'] = 'head', comfort = false): Rung => ({
  step,
  at: new Date(at),
  to,
  comfort,
});
const everybody = (one: Rung) => [one.to];

describe('what is owed', () => {
  test('after a stopped night is the last step, not all of them', () => {
    const owed = stepsOwed([rung('start+12h', 1), rung('start+20h', 2), rung('due', 3)], everybody, new Set(), false);
    expect(owed.map((one) => one.rung.step)).toEqual(['due']);
  });

  test('is counted for each person, so that an escalation does not hide the manager’s own reminder', () => {
    const owed = stepsOwed([rung('due', 1, 'case-manager'), rung('due+3d', 2, 'head')], everybody, new Set(), false);
    expect(owed.map((one) => [one.personId, one.rung.step])).toEqual([
      ['case-manager', 'due'],
      ['head', 'due+3d'],
    ]);
  });

  test('is nothing once it was told', () => {
    expect(stepsOwed([rung('due', 1)], everybody, new Set(['due/head']), false)).toEqual([]);
  });

  test('is no comfort step after "I have it", and the limit all the same', () => {
    const comfort = rung('start+12h', 1, 'head', true);
    expect(stepsOwed([comfort], everybody, new Set(), true)).toEqual([]);
    expect(stepsOwed([comfort, rung('due', 2)], everybody, new Set(), true).map((one) => one.rung.step)).toEqual([
      'due',
    ]);
  });

  test('never goes back to an earlier step of the same person', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('start+12h', 'start+20h', 'due-1h', 'due'), { minLength: 1 }), (steps) => {
        const rungs = steps.map((step, index) => rung(step as Rung['step'], index));
        const first = stepsOwed(rungs, everybody, new Set(), false);
        const told = new Set(first.map((one) => `${one.rung.step}/${one.personId}`));
        expect(stepsOwed(rungs, everybody, told, false)).toEqual([]);
      }),
    );
  });
});
