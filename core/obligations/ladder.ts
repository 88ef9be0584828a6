import { dueAfter, dueBefore, type Reckoning } from './calendar.ts';
import type { Recipient, Rule, Step, StepAt } from './rule.ts';

/** A step of a ladder at its instant, for one kind of recipient. */
export interface Rung {
  readonly step: StepAt;
  readonly at: Date;
  readonly to: Recipient;
  readonly comfort: boolean;
}

export interface Running {
  readonly rule: Rule;
  readonly startedAt: Date;
  readonly dueAt: Date;
}

const offset = /^(start|due)(?:([+-])(\d+)([mhd]))?$/;
const msOf = { m: 60_000, h: 3_600_000 } as const;

/** Minutes and hours run through everything; days are wall-clock days in the office's zone. */
export function instantOf(step: StepAt, running: Running, reckoning: Reckoning): Date {
  const [, base, sign, count, unit] = offset.exec(step) ?? [];
  const from = base === 'due' ? running.dueAt : running.startedAt;
  if (!sign) return from;
  if (unit === 'd')
    return (sign === '-' ? dueBefore : dueAfter)(from, { days: Number(count) }, { zone: reckoning.zone });
  return new Date(from.getTime() + (sign === '-' ? -1 : 1) * Number(count) * msOf[unit as 'm' | 'h']);
}

/** All rungs in the order of time. */
export function ladderOf(running: Running, reckoning: Reckoning): Rung[] {
  return running.rule.ladder
    .flatMap((step) => rungsOf(step, running, reckoning))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function rungsOf(step: Step, running: Running, reckoning: Reckoning): Rung[] {
  const at = instantOf(step.at, running, reckoning);
  // Written before there was a start: a limit of two hours has no "four days before".
  if (at.getTime() < running.startedAt.getTime()) return [];
  return step.to.map((to) => ({ step: step.at, at, to, comfort: step.comfort ?? false }));
}

/**
 * The rungs that have been reached. Asks where the obligation stands, not "is it exactly three days before?",
 * so that a stopped machine makes a reminder late instead of losing it.
 */
export function reached(running: Running, reckoning: Reckoning, now: Date): Rung[] {
  return ladderOf(running, reckoning).filter((rung) => rung.at.getTime() <= now.getTime());
}

/** The next instant at which somebody is to hear something, or null. */
export function nextRungAfter(running: Running, reckoning: Reckoning, now: Date): Date | null {
  return ladderOf(running, reckoning).find((rung) => rung.at.getTime() > now.getTime())?.at ?? null;
}

/** Does it run in hours? Then it breaks quiet hours. */
export const isUrgent = (rule: Rule): boolean => rule.limit === 'without-delay' || 'hours' in rule.limit;
