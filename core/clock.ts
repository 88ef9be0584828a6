import { Temporal } from 'temporal-polyfill';

/** Tells the time. Instants are `Date`s: UTC, to the millisecond, as Postgres `timestamptz(3)` keeps them. */
export interface Clock {
  now(): Date;
}

/** Time as the machine tells it. Sessions, tokens and signatures run on this one even in the try-out. */
export const realClock: Clock = { now: () => new Date() };

/** A clock for tests and the try-out that somebody moves, forward only. */
export interface MovableClock extends Clock {
  /** Throws a `RangeError` when the instant is before now. */
  to(instant: Date): void;
  /** By milliseconds or an ISO 8601 duration in days and less, as `PT24H` or `P2D` (a day is 24 hours). */
  advance(duration: number | string): void;
}

/**
 * Stands at `start` until it is moved. With a `running` clock it goes on by itself between moves, as fast as that one.
 */
export function movableClock(start: Date, running?: Clock): MovableClock {
  if (Number.isNaN(start.getTime())) throw new RangeError('A clock needs a valid instant to start from.');
  const passed = () => running?.now().getTime() ?? 0;
  let offset = start.getTime() - passed();
  const now = () => new Date(offset + passed());

  const to = (instant: Date) => {
    const current = now();
    if (Number.isNaN(instant.getTime())) throw new RangeError('The clock can only be set to a valid instant.');
    if (instant < current) {
      throw new RangeError(
        `The clock goes forward only: it stands at ${current.toISOString()}, ${instant.toISOString()} is before.`,
      );
    }
    offset += instant.getTime() - current.getTime();
  };

  return { now, to, advance: (duration) => to(new Date(now().getTime() + millisecondsOf(duration))) };
}

function millisecondsOf(duration: number | string): number {
  if (typeof duration === 'number') return duration;
  try {
    return Temporal.Duration.from(duration).total('milliseconds');
  } catch (cause) {
    throw new RangeError('A duration is ISO 8601 in days, hours, minutes and seconds, as PT24H or P2D.', { cause });
  }
}
