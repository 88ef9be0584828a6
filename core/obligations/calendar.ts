import type { Temporal } from 'temporal-polyfill';
import { type Day, inZone, toInstant, type Zone } from '../time.ts';
import { type Holidays, isOfficeDay, officeDaysFrom } from './office-days.ts';

export { type Holidays, isOfficeDay, nextOfficeDay, nextOfficeMorning, officeDaysBetween } from './office-days.ts';
export { outsideQuietHours, type QuietHours } from './quiet-hours.ts';

/** No document says which days it means, so a rule that is silent counts those of the calendar: the earlier limit. */
export type Count = 'calendar' | 'working';

/** How long an obligation may take, as a rule states it. Numbers are whole and not negative. */
export type Limit = 'without-delay' | Length;

export type Length =
  | { readonly hours: number }
  | { readonly days: number; readonly count?: Count }
  | { readonly months: number }
  | { readonly years: number };

/**
 * How days are counted. What is not given is read as the stricter way: a limit ends at the hour at which it began, not
 * with the day, and one that ends while the offices are closed stays where it is.
 */
export interface Reckoning {
  readonly zone: Zone;
  readonly holidays?: Holidays;
  readonly lastDay?: 'same-hour' | 'end-of-day';
  /** `before` and `after` move a limit that ends on a closed day to the nearest office day on that side. */
  readonly ifHoliday?: 'keep' | 'before' | 'after';
}

/**
 * The last instant at which an act is in time, from the instant that starts the limit.
 * Hours run through everything, clock changes and holidays too. Days, months and years go by the wall clock: the same
 * local time (as much later when that time is skipped, the first when it comes twice), the last day of a shorter month.
 * The day of the start is not counted.
 */
export function dueAfter(start: Date, limit: Limit, reckoning: Reckoning): Date {
  return limit === 'without-delay' ? start : due(start, limit, 1, reckoning);
}

/** The last instant at which an act is in time that has to happen so long before the event. Counted as in `dueAfter`. */
export function dueBefore(event: Date, limit: Length, reckoning: Reckoning): Date {
  return due(event, limit, -1, reckoning);
}

/**
 * The n-th repetition after the anchor, 0 being the anchor itself. Each is counted from the anchor and not from the one
 * before: a duty of the 31st is owed on the 28th of February and on the 31st of March again.
 */
export function occurrence(anchor: Date, every: Length, n: number, reckoning: Reckoning): Date {
  return n === 0 ? anchor : due(anchor, every, n, reckoning);
}

function due(from: Date, length: Length, times: number, reckoning: Reckoning): Date {
  if ('hours' in length) return new Date(from.getTime() + times * whole(length.hours) * 3_600_000);
  const { zone, lastDay = 'same-hour', ifHoliday = 'keep', holidays = new Set() } = reckoning;
  const start = inZone(from, zone);
  const day = lastDayOf(start, length, times, holidays);
  const sameHour = onDay(start, day);
  const ends = (on: Day) => (lastDay === 'end-of-day' ? endOf(onDay(start, on)) : onDay(start, on));

  // Neither the move off a closed day nor the end of the day may carry the limit past the instant that it is counted from.
  const isOnItsSide = (end: Date) => (times > 0 ? end >= from : end <= from);
  return [ends(moved(day, ifHoliday, holidays)), ends(day)].map(toInstant).find(isOnItsSide) ?? toInstant(sameHour);
}

function lastDayOf(
  start: Temporal.ZonedDateTime,
  length: Exclude<Length, { hours: number }>,
  times: number,
  holidays: Holidays,
): Day {
  const day = start.toPlainDate();
  if ('months' in length) return day.add({ months: times * whole(length.months) }).toString();
  if ('years' in length) return day.add({ years: times * whole(length.years) }).toString();
  const days = times * whole(length.days);
  return length.count === 'working' ? officeDaysFrom(day.toString(), days, holidays) : day.add({ days }).toString();
}

function moved(day: Day, ifHoliday: 'keep' | 'before' | 'after', holidays: Holidays): Day {
  if (ifHoliday === 'keep' || isOfficeDay(day, holidays)) return day;
  return officeDaysFrom(day, ifHoliday === 'before' ? -1 : 1, holidays);
}

function onDay(start: Temporal.ZonedDateTime, day: Day): Temporal.ZonedDateTime {
  return start.add({ days: start.toPlainDate().until(day).days });
}

function endOf(local: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  return local.add({ days: 1 }).startOfDay().subtract({ milliseconds: 1 });
}

function whole(count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new RangeError('A limit is a whole number of hours, days, months or years, and not negative.');
}
