import type { Db } from '../store.ts';
import { seedHolidays } from './holidays.ts';

/** The holidays of this year and the next two, each marked confirmed or not; those that an admin entered win. Returns how many are new. */
export async function fillHolidayTable(db: Db, country: 'XK' | 'AL', year: number): Promise<number> {
  const days = [year, year + 1, year + 2].flatMap((each) => seedHolidays(country, each));
  const { count } = await db.holiday.createMany({
    data: days.map(({ date, names, confirmed }) => ({
      country,
      date: new Date(`${date}T00:00:00Z`),
      names,
      source: 'date-holidays, corrected',
      confirmed,
    })),
    skipDuplicates: true,
  });
  return count;
}
