import { describe, expect, test } from 'vitest';
import { seedHolidays } from '../../../core/obligations/holidays.ts';

const dates = (country: 'XK' | 'AL', year: number) => seedHolidays(country, year).map(({ date }) => date);
const unconfirmed = (country: 'XK' | 'AL', year: number) =>
  seedHolidays(country, year)
    .filter(({ confirmed }) => !confirmed)
    .map(({ date }) => date);

describe('Kosovo', () => {
  test('2024 has the days off of the government’s own list', () => {
    const onWeekdays = dates('XK', 2024).filter((date) => ![0, 6].includes(new Date(date).getUTCDay()));
    expect(onWeekdays).toEqual([
      '2024-01-01',
      '2024-01-02',
      '2024-01-08',
      '2024-02-19',
      '2024-04-01',
      '2024-04-09',
      '2024-04-10',
      '2024-05-01',
      '2024-05-06',
      '2024-05-09',
      '2024-06-17',
      '2024-12-25',
    ]);
  });

  test('the Eids and their days off wait for a confirmation, all else does not', () => {
    expect(unconfirmed('XK', 2024)).toEqual(['2024-04-10', '2024-06-16', '2024-06-17']);
  });

  test('a Monday that is a holiday already is not carried on to Tuesday', () => {
    expect(dates('XK', 2018)).toContain('2018-04-09');
    expect(dates('XK', 2018)).not.toContain('2018-04-10');
  });

  test('two days of New Year on a weekend take Monday, and Tuesday when it is confirmed', () => {
    expect(dates('XK', 2028)).toEqual(expect.arrayContaining(['2028-01-03', '2028-01-04']));
    expect(unconfirmed('XK', 2028)).toContain('2028-01-04');
  });

  test('both Easters on one day are one entry with both names', () => {
    const easters = seedHolidays('XK', 2025).filter(({ date }) => date === '2025-04-20');
    expect(easters.map(({ names }) => names.en)).toEqual(['Catholic Easter · Orthodox Easter']);
    expect(dates('XK', 2025)).toContain('2025-04-21');
  });

  test('an Eid that comes twice in a year is there twice', () => {
    const eids = seedHolidays('XK', 2033).filter(({ names }) => /Eid al-Fitr(?! \(day off)/.test(names.en));
    expect(eids.map(({ date }) => date)).toEqual(['2033-01-02', '2033-12-23']);
  });
});

test('Albania gives the first free day after a weekend', () => {
  expect(dates('AL', 2026)).toEqual(expect.arrayContaining(['2026-11-30', '2026-12-01']));
});

test('Albania keeps Alphabet Day from 2024 on', () => {
  expect(dates('AL', 2023)).not.toContain('2023-11-22');
  expect(dates('AL', 2024)).toContain('2024-11-22');
});

test.each(['XK', 'AL'] as const)('%s has every date once, in order, named in three languages', (country) => {
  for (let year = 2020; year <= 2040; year += 1) {
    const listed = dates(country, year);
    expect(listed).toEqual([...new Set(listed)].sort());
    for (const { names } of seedHolidays(country, year)) expect(Object.values(names).every(Boolean)).toBe(true);
  }
});
