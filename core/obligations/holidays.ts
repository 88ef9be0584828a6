import Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';
import type { Day } from '../time.ts';

export type Country = 'XK' | 'AL';

/** A proposal for the office's own table. What is not confirmed, an admin has to confirm against the government's list. */
export interface Holiday {
  readonly date: Day;
  readonly names: { readonly sq: string; readonly sr: string; readonly en: string };
  readonly confirmed: boolean;
}

interface Feast {
  /** `MM-DD`, or the library's rule for a feast that moves. */
  readonly on: string;
  readonly names: Holiday['names'];
  readonly since?: number;
}

const feast = (on: string, sq: string, sr: string, en: string, since?: number): Feast => ({
  on,
  names: { sq, sr, en },
  ...(since && { since }),
});

const newYear = feast('01-01', 'Viti i Ri', 'Nova godina', 'New Year’s Day');
const secondOfJanuary = feast('01-02', 'Viti i Ri, dita e dytë', 'Nova godina, drugi dan', 'New Year, second day');
const labourDay = feast('05-01', 'Dita Ndërkombëtare e Punës', 'Međunarodni praznik rada', 'International Labour Day');
const christmas = feast('12-25', 'Krishtlindjet', 'Božić (25. decembar)', 'Christmas Day');
const moving = [
  feast('easter', 'Pashkët Katolike', 'Katolički Uskrs', 'Catholic Easter'),
  feast('orthodox', 'Pashkët Ortodokse', 'Pravoslavni Uskrs', 'Orthodox Easter'),
  feast('1 Shawwal', 'Bajrami i Madh', 'Ramazanski bajram', 'Eid al-Fitr'),
  feast('10 Dhu al-Hijjah', 'Bajrami i Vogël', 'Kurban-bajram', 'Eid al-Adha'),
];

const feasts: Readonly<Record<Country, readonly Feast[]>> = {
  // Ligji Nr. 03/L-064 për festat zyrtare, neni 2.
  XK: [
    newYear,
    secondOfJanuary,
    feast('01-07', 'Krishtlindjet Ortodokse', 'Pravoslavni Božić', 'Orthodox Christmas'),
    feast('02-17', 'Dita e Pavarësisë', 'Dan nezavisnosti', 'Independence Day'),
    feast('04-09', 'Dita e Kushtetutës', 'Dan ustava', 'Constitution Day'),
    labourDay,
    feast('05-09', 'Dita e Evropës', 'Dan Evrope', 'Europe Day'),
    christmas,
    ...moving,
  ],
  AL: [
    newYear,
    secondOfJanuary,
    feast('03-14', 'Dita e Verës', 'Dan leta', 'Summer Day'),
    feast('03-22', 'Dita e Nevruzit', 'Nevruz', 'Nowruz'),
    labourDay,
    feast('09-05', 'Dita e Shenjtërimit të Nënë Terezës', 'Dan kanonizacije Majke Tereze', 'Mother Teresa Day'),
    feast('11-22', 'Dita e Alfabetit', 'Dan azbuke', 'Alphabet Day', 2024),
    feast('11-28', 'Dita e Flamurit dhe e Pavarësisë', 'Dan zastave i nezavisnosti', 'Flag and Independence Day'),
    feast('11-29', 'Dita e Çlirimit', 'Dan oslobođenja', 'Liberation Day'),
    feast('12-08', 'Dita Kombëtare e Rinisë', 'Nacionalni dan mladih', 'National Youth Day'),
    christmas,
    ...moving,
  ],
};

/**
 * The official holidays of a year by date, and the days off for those that fall on a weekend.
 * Unconfirmed: the Eids, which follow the moon, and a day off that another holiday pushed beyond the Monday.
 */
export function seedHolidays(country: Country, year: number): Holiday[] {
  const held = feasts[country].filter(({ since = year }) => since <= year).flatMap((each) => on(each, year));
  const taken = new Set(held.map(({ date }) => date));
  const inLieu = held.toSorted(byDate).flatMap((holiday) => dayOff(country, holiday, taken));
  return oneADay([...held, ...inLieu].toSorted(byDate));
}

/** Two feasts on one day, as both Easters in 2025, are one entry with both names. */
function oneADay(holidays: readonly Holiday[]): Holiday[] {
  return [...new Set(holidays.map(({ date }) => date))].map((date) => {
    const same = holidays.filter((each) => each.date === date);
    const both = (language: keyof Holiday['names']) => same.map(({ names }) => names[language]).join(' · ');
    const confirmed = same.some((each) => each.confirmed);
    return { date, names: { sq: both('sq'), sr: both('sr'), en: both('en') }, confirmed };
  });
}

const byDate = (a: Holiday, b: Holiday) => a.date.localeCompare(b.date);

function on({ on, names }: Feast, year: number): Holiday[] {
  if (/^\d\d-\d\d$/.test(on)) return [{ date: `${year}-${on}`, names, confirmed: true }];
  const confirmed = on === 'easter' || on === 'orthodox';
  // The library knows both Easters and the Islamic year; its lists of the two countries differ from the official ones.
  const found = new Holidays('XK').getHolidays(year).filter(({ rule }) => rule === on);
  return found.map(({ date }) => ({ date: date.slice(0, 10), names, confirmed }));
}

/**
 * Kosovo gives the Monday and nothing more when the Monday is a holiday already (8 April 2018); only the two days of the
 * New Year follow each other. Albania gives the first day that is still free.
 */
function dayOff(country: Country, { date, names, confirmed }: Holiday, taken: Set<Day>): Holiday[] {
  const fell = Temporal.PlainDate.from(date);
  if (fell.dayOfWeek < 6) return [];
  const monday = fell.add({ days: 8 - fell.dayOfWeek });
  const yields = country === 'AL' || names === secondOfJanuary.names;
  if (taken.has(monday.toString()) && !yields) return [];

  let free = monday;
  while (taken.has(free.toString())) free = free.add({ days: 1 });
  taken.add(free.toString());
  return [{ date: free.toString(), names: inLieuOf(names), confirmed: confirmed && free.equals(monday) }];
}

const inLieuOf = ({ sq, sr, en }: Holiday['names']): Holiday['names'] => ({
  sq: `${sq} (ditë pushimi)`,
  sr: `${sr} (neradni dan)`,
  en: `${en} (day off)`,
});
