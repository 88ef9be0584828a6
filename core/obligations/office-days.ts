import { Temporal } from 'temporal-polyfill';
import { type Day, dayAt, timeOn, type Zone } from '../time.ts';

/** The days on which the offices are closed beside Saturday and Sunday. */
export type Holidays = ReadonlySet<Day>;

export function isOfficeDay(day: Day, holidays: Holidays): boolean {
  return Temporal.PlainDate.from(day).dayOfWeek <= 5 && !holidays.has(day);
}

/** The first office day after the given one. */
export function nextOfficeDay(day: Day, holidays: Holidays): Day {
  return officeDaysFrom(day, 1, holidays);
}

/** The n-th office day after the given day, before it when `count` is negative, the day itself (open or not) at 0. */
export function officeDaysFrom(day: Day, count: number, holidays: Holidays): Day {
  const step = { days: Math.sign(count) };
  let reached = Temporal.PlainDate.from(day);
  for (let left = Math.abs(count); left > 0; ) {
    reached = reached.add(step);
    if (isOfficeDay(reached.toString(), holidays)) left -= 1;
  }
  return reached.toString();
}

/** How many office days there are after `from`, up to and with `to`. 0 when `to` is not later. */
export function officeDaysBetween(from: Day, to: Day, holidays: Holidays): number {
  let count = 0;
  for (let day = nextOfficeDay(from, holidays); day <= to; day = nextOfficeDay(day, holidays)) count += 1;
  return count;
}

/** The first instant at or after `at` when the offices open, `hour` (0–23) by the wall clock. */
export function nextOfficeMorning(at: Date, office: { zone: Zone; holidays: Holidays }, hour: number): Date {
  const opening = `${String(hour).padStart(2, '0')}:00`;
  const today = dayAt(at, office.zone);
  const opensToday = timeOn(today, opening, office.zone);
  if (isOfficeDay(today, office.holidays) && opensToday >= at) return opensToday;
  return timeOn(nextOfficeDay(today, office.holidays), opening, office.zone);
}
