import { type MovableClock, movableClock, realClock } from './clock.ts';
import { nextOfficeMorning } from './obligations/calendar.ts';
import { seedHolidays } from './obligations/holidays.ts';
import type { Store } from './store.ts';

const name = 'try-out-clock';
const hour = 9;

/**
 * The try-out's clock: begins on the next working day at 09:00 and goes on at the pace of the real one. What it was moved
 * forward by is kept, so that a restart does not turn time back.
 */
export async function tryOutClock(store: Store, zone: string): Promise<MovableClock> {
  const kept = await store.machineState.findUnique({ where: { name } });
  const ahead = (kept?.value as { aheadMs?: number } | undefined)?.aheadMs;
  const start = ahead === undefined ? firstMorning(zone) : new Date(realClock.now().getTime() + ahead);
  const clock = movableClock(start, realClock);
  if (ahead === undefined) await keepClock(store, clock);
  return clock;
}

/** Keeps how far the clock is ahead of the real one. */
export async function keepClock(store: Store, clock: MovableClock): Promise<void> {
  const value = { aheadMs: clock.now().getTime() - realClock.now().getTime() };
  await store.machineState.upsert({ where: { name }, create: { name, value }, update: { value } });
}

function firstMorning(zone: string): Date {
  const now = realClock.now();
  const years = [now.getUTCFullYear(), now.getUTCFullYear() + 1];
  const holidays = new Set(years.flatMap((year) => seedHolidays('XK', year).map((day) => day.date)));
  return nextOfficeMorning(now, { zone, holidays }, hour);
}
