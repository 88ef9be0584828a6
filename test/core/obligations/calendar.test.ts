import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueAfter,
  dueBefore,
  nextOfficeMorning,
  occurrence,
  officeDaysBetween,
  outsideQuietHours,
} from '../../../core/obligations/calendar.ts';
import { inZone, wallClock } from '../../../core/time.ts';

const zones = ['Europe/Belgrade', 'Europe/Tirane'] as const;
const zone = 'Europe/Belgrade';
const local = (text: string) => wallClock(text, zone);
const shown = (at: Date) => inZone(at, zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

const hour = 3_600_000;
/** In all of the European Union's time, and in these two zones, clocks change on the last Sundays at 01:00 UTC. */
const changes = Array.from({ length: 21 }, (_, n) => 2020 + n).flatMap((year) =>
  [2, 9].map((month) => {
    const last = new Date(Date.UTC(year, month, 31, 1));
    return new Date(last.getTime() - last.getUTCDay() * 24 * hour);
  }),
);

const anInstant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 11, 31) }).map((ms) => new Date(ms));
const nearAChange = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -10 * 24 * hour, max: 10 * 24 * hour }))
  .map(([change, away]) => new Date(change.getTime() + away));
const someTime = fc.oneof(anInstant, nearAChange);
const aZone = fc.constantFrom(...zones);
const runs = { numRuns: 400 };

describe('hours', () => {
  test('are hours that have passed, through every change of the clocks', () => {
    fc.assert(
      fc.property(someTime, aZone, fc.nat(400), (start, zone, hours) => {
        expect(dueAfter(start, { hours }, { zone }).getTime() - start.getTime()).toBe(hours * hour);
        expect(start.getTime() - dueBefore(start, { hours }, { zone }).getTime()).toBe(hours * hour);
      }),
      runs,
    );
  });

  test('24 hours over the night that is an hour shorter end an hour later by the wall clock', () => {
    expect(shown(dueAfter(local('2026-03-28T10:00'), { hours: 24 }, { zone }))).toBe('2026-03-29T11:00');
    expect(shown(dueAfter(local('2026-10-24T10:00'), { hours: 24 }, { zone }))).toBe('2026-10-25T09:00');
  });

  test('without delay is at once', () => {
    const start = local('2026-03-28T10:00');
    expect(dueAfter(start, 'without-delay', { zone, holidays: new Set(['2026-03-28']) })).toEqual(start);
  });
});

describe('days, months and years', () => {
  test('end at the same wall-clock time on the right day, except when that time is skipped', () => {
    fc.assert(
      fc.property(
        someTime,
        aZone,
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1, -1),
        (from, zone, days, side) => {
          const due = side > 0 ? dueAfter(from, { days }, { zone }) : dueBefore(from, { days }, { zone });
          const begins = inZone(from, zone);
          const ends = inZone(due, zone);
          const wanted = begins.toPlainDateTime().add({ days: days * side });
          const skipped = !ends.toPlainDateTime().equals(wanted);
          if (skipped) {
            expect(ends.toPlainDateTime().since(wanted).total('minutes')).toBe(60);
            expect(changes.some((change) => Math.abs(change.getTime() - due.getTime()) <= hour)).toBe(true);
          }
          expect(ends.toPlainDate().equals(wanted.toPlainDate())).toBe(true);
        },
      ),
      runs,
    );
  });

  test('around every change of the clocks from 2020 to 2040, in both zones, a day is 23, 24 or 25 hours', () => {
    for (const zone of zones) {
      for (const change of changes) {
        const eve = inZone(change, zone).subtract({ days: 1 }).with({ hour: 10, minute: 0 });
        const start = new Date(eve.epochMilliseconds);
        const length = dueAfter(start, { days: 1 }, { zone }).getTime() - start.getTime();
        expect(length / hour).toBe(change.getUTCMonth() === 2 ? 23 : 25);
        const back = new Date(start.getTime() + length);
        expect(dueBefore(back, { days: 1 }, { zone })).toEqual(start);
        expect(dueAfter(start, { days: 2 }, { zone }).getTime() - start.getTime() - length).toBe(24 * hour);
      }
    }
  });

  test.each([
    ['a skipped time is as much later', '2026-03-28T02:30', { days: 1 }, '2026-03-29T03:30'],
    ['the minute before the gap is kept', '2026-03-28T01:59', { days: 1 }, '2026-03-29T01:59'],
    ['the end of the gap is kept', '2026-03-28T03:00', { days: 1 }, '2026-03-29T03:00'],
    ['31 January and a month is 28 February', '2026-01-31T10:00', { months: 1 }, '2026-02-28T10:00'],
    ['in a leap year 29 February', '2028-01-31T10:00', { months: 1 }, '2028-02-29T10:00'],
    ['29 February and a year is 28 February', '2028-02-29T10:00', { years: 1 }, '2029-02-28T10:00'],
    ['29 February and four years is 29 February', '2028-02-29T10:00', { years: 4 }, '2032-02-29T10:00'],
    ['over the end of a year', '2026-12-31T23:59', { days: 1 }, '2027-01-01T23:59'],
    ['seven days are a week', '2026-02-25T08:15', { days: 7 }, '2026-03-04T08:15'],
    ['no days are no time', '2026-02-25T08:15', { days: 0 }, '2026-02-25T08:15'],
  ] as const)('%s', (_, start, limit, due) => {
    expect(shown(dueAfter(local(start), limit, { zone }))).toBe(due);
  });

  test('a time that comes twice is the first of the two', () => {
    const due = dueAfter(local('2026-10-24T02:30'), { days: 1 }, { zone });
    expect(due.toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  test('no days from the second of two equal times are that instant, not the first', () => {
    const second = new Date('2026-10-25T01:30:00.000Z');
    expect(dueAfter(second, { days: 0 }, { zone })).toEqual(second);
  });

  test('three days before a meeting at ten are ten o’clock three days earlier', () => {
    expect(shown(dueBefore(local('2026-03-30T10:00'), { days: 3 }, { zone }))).toBe('2026-03-27T10:00');
  });

  test('the end of the day is its last millisecond, on days of 23 and 25 hours too', () => {
    const lastDay = 'end-of-day';
    for (const [start, day, utc] of [
      ['2026-03-28T10:00', 1, '2026-03-29T21:59:59.999Z'],
      ['2026-10-24T10:00', 1, '2026-10-25T22:59:59.999Z'],
      ['2026-02-25T00:00', 7, '2026-03-04T22:59:59.999Z'],
    ] as const) {
      expect(dueAfter(local(start), { days: day }, { zone, lastDay }).toISOString()).toBe(utc);
    }
  });

  test.each([-1, 1.5, Number.NaN])('%s days are refused', (days) => {
    expect(() => dueAfter(local('2026-01-01T00:00'), { days }, { zone })).toThrow(RangeError);
  });
});

describe('repetitions', () => {
  test('come back to the 31st after a shorter month', () => {
    const each = [0, 1, 2, 3].map((n) => shown(occurrence(local('2026-01-31T10:00'), { months: 1 }, n, { zone })));
    expect(each).toEqual(['2026-01-31T10:00', '2026-02-28T10:00', '2026-03-31T10:00', '2026-04-30T10:00']);
  });

  test('never stand still or go back', () => {
    fc.assert(
      fc.property(
        someTime,
        aZone,
        fc.nat(40),
        fc.constantFrom({ months: 1 }, { days: 1 }, { months: 3 }),
        (anchor, zone, n, every) => {
          expect(occurrence(anchor, every, n + 1, { zone }) > occurrence(anchor, every, n, { zone })).toBe(true);
        },
      ),
      runs,
    );
  });
});

describe('office days', () => {
  const holidays = new Set(['2026-02-17', '2026-05-11']);

  test.each([
    ['2026-02-13T10:00', 1, '2026-02-16T10:00'],
    ['2026-02-16T10:00', 1, '2026-02-18T10:00'],
    ['2026-02-14T10:00', 1, '2026-02-16T10:00'],
    ['2026-02-13T10:00', 3, '2026-02-19T10:00'],
  ])('from %s, %i working days end at %s', (start, days, due) => {
    expect(shown(dueAfter(local(start), { days, count: 'working' }, { zone, holidays }))).toBe(due);
  });

  test('working days before an event go back over weekend and holiday', () => {
    const due = dueBefore(local('2026-02-18T10:00'), { days: 3, count: 'working' }, { zone, holidays });
    expect(shown(due)).toBe('2026-02-12T10:00');
  });

  test.each([
    [undefined, '2026-02-17T10:00'],
    ['keep', '2026-02-17T10:00'],
    ['before', '2026-02-16T10:00'],
    ['after', '2026-02-18T10:00'],
  ] as const)('a limit that ends on a holiday, moved %s, ends at %s', (ifHoliday, due) => {
    const reckoning = { zone, holidays, ...(ifHoliday && { ifHoliday }) };
    expect(shown(dueAfter(local('2026-02-10T10:00'), { days: 7 }, reckoning))).toBe(due);
  });

  test('a move never carries a limit past the instant from which it is counted', () => {
    const saturday = local('2026-02-14T10:00');
    expect(shown(dueAfter(saturday, { days: 1 }, { zone, holidays, ifHoliday: 'before' }))).toBe('2026-02-15T10:00');
    const sunday = local('2026-02-15T10:00');
    expect(shown(dueBefore(sunday, { days: 1 }, { zone, holidays, ifHoliday: 'after' }))).toBe('2026-02-14T10:00');
  });

  test('however it is counted, a limit is on its side of the instant', () => {
    const reckoning = fc.record({
      zone: aZone,
      lastDay: fc.constantFrom('same-hour' as const, 'end-of-day' as const),
      ifHoliday: fc.constantFrom('keep' as const, 'before' as const, 'after' as const),
      holidays: fc.constant(holidays),
    });
    const limit = fc.oneof(
      fc.record({ days: fc.nat(40), count: fc.constantFrom('calendar' as const, 'working' as const) }),
      fc.record({ months: fc.nat(12) }),
    );
    fc.assert(
      fc.property(someTime, limit, reckoning, (at, limit, reckoning) => {
        expect(dueAfter(at, limit, reckoning) >= at).toBe(true);
        expect(dueBefore(at, limit, reckoning) <= at).toBe(true);
      }),
      runs,
    );
  });

  test.each([
    ['2026-02-16T08:00', '2026-02-16T09:00'],
    ['2026-02-16T09:00', '2026-02-16T09:00'],
    ['2026-02-16T09:01', '2026-02-18T09:00'],
    ['2026-02-13T18:00', '2026-02-16T09:00'],
    ['2026-03-28T10:00', '2026-03-30T09:00'],
  ])('at %s the next morning of the office is %s', (now, morning) => {
    expect(shown(nextOfficeMorning(local(now), { zone, holidays }, 9))).toBe(morning);
  });

  test.each([
    ['2026-02-13', '2026-02-16', 1],
    ['2026-02-16', '2026-02-18', 1],
    ['2026-02-16', '2026-02-17', 0],
    ['2026-02-16', '2026-02-16', 0],
    ['2026-02-18', '2026-02-16', 0],
  ])('after %s up to %s there are %i', (from, to, count) => {
    expect(officeDaysBetween(from, to, holidays)).toBe(count);
  });
});

describe('quiet hours', () => {
  const night = { from: '20:00', to: '07:00', zone };

  test.each([
    ['2026-03-10T19:59', '2026-03-10T19:59'],
    ['2026-03-10T20:00', '2026-03-11T07:00'],
    ['2026-03-11T00:00', '2026-03-11T07:00'],
    ['2026-03-11T06:59', '2026-03-11T07:00'],
    ['2026-03-11T07:00', '2026-03-11T07:00'],
    ['2026-03-28T23:00', '2026-03-29T07:00'],
    ['2026-10-24T23:00', '2026-10-25T07:00'],
  ])('at %s one may speak at %s', (at, speak) => {
    expect(shown(outsideQuietHours(local(at), night))).toBe(speak);
  });

  test('within a day, and never when both ends are the same', () => {
    expect(shown(outsideQuietHours(local('2026-03-10T13:30'), { from: '13:00', to: '15:00', zone }))).toBe(
      '2026-03-10T15:00',
    );
    expect(shown(outsideQuietHours(local('2026-03-10T12:59'), { from: '13:00', to: '15:00', zone }))).toBe(
      '2026-03-10T12:59',
    );
    expect(shown(outsideQuietHours(local('2026-03-10T20:00'), { from: '20:00', to: '20:00', zone }))).toBe(
      '2026-03-10T20:00',
    );
  });

  test('go on when the clock change skips the only hour between two of them', () => {
    const quiet = { from: '03:00', to: '02:00', zone };
    expect(shown(outsideQuietHours(local('2026-03-29T01:59'), quiet))).toBe('2026-03-30T02:00');
  });

  test('end later than now, within two days at the most, and are over then', () => {
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map((two) => two.map((n) => String(n).padStart(2, '0')).join(':'));
    fc.assert(
      fc.property(someTime, time, time, aZone, (at, from, to, zone) => {
        const speak = outsideQuietHours(at, { from, to, zone });
        expect(speak >= at).toBe(true);
        expect(speak.getTime() - at.getTime()).toBeLessThanOrEqual(48 * hour);
        expect(outsideQuietHours(speak, { from, to, zone })).toEqual(speak);
      }),
      runs,
    );
  });
});
