import type { Rung } from './ladder.ts';

/** A step that somebody is owed now. */
export interface Owed {
  readonly personId: string;
  readonly rung: Rung;
}

/**
 * The last step that each person has reached and has not been told of.
 * Per person, so that the head's escalation never hides the manager's own reminder; the last only, because after a
 * stopped night nobody needs yesterday's three.
 * @param reached rungs in the order of time
 * @param told step and person, for the limit as it is now: `${step}/${personId}`
 * @param acknowledged somebody said "I have it": comfort steps are quiet, limits and escalations are not
 */
export function stepsOwed(
  reached: readonly Rung[],
  people: (rung: Rung) => readonly string[],
  told: ReadonlySet<string>,
  acknowledged: boolean,
): Owed[] {
  const last = new Map<string, Rung>();
  for (const rung of reached) {
    if (rung.comfort && acknowledged) continue;
    for (const personId of people(rung)) last.set(personId, rung);
  }
  return [...last].flatMap(([personId, rung]) => (told.has(`${rung.step}/${personId}`) ? [] : [{ personId, rung }]));
}
