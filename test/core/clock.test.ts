import { describe, expect, test } from 'vitest';
import { movableClock } from '../../core/clock.ts';

const nine = new Date('2026-03-10T08:00:00.000Z');

describe('a movable clock', () => {
  test('stands still until somebody moves it', () => {
    const clock = movableClock(nine);
    expect(clock.now()).toEqual(nine);
    clock.to(new Date('2026-03-10T09:59:00.000Z'));
    expect(clock.now().toISOString()).toBe('2026-03-10T09:59:00.000Z');
  });

  test.each([
    [1, '2026-03-10T08:00:00.001Z'],
    ['PT24H', '2026-03-11T08:00:00.000Z'],
    ['P2DT30M', '2026-03-12T08:30:00.000Z'],
    ['PT0S', '2026-03-10T08:00:00.000Z'],
  ])('advances by %s', (duration, reached) => {
    const clock = movableClock(nine);
    clock.advance(duration);
    expect(clock.now().toISOString()).toBe(reached);
  });

  test('refuses to go back, and says where it stands', () => {
    const clock = movableClock(nine);
    expect(() => clock.to(new Date(nine.getTime() - 1))).toThrow(/forward only.*2026-03-10T08:00:00.000Z/);
    expect(() => clock.advance(-1)).toThrow(/forward only/);
    expect(() => clock.advance('-PT1H')).toThrow(/forward only/);
    expect(clock.now()).toEqual(nine);
  });

  test.each(['P1M', 'P1Y', '24h', '', 'PT'])('refuses %j, which is not a length of hours or days', (duration) => {
    const clock = movableClock(nine);
    expect(() => clock.advance(duration)).toThrow(/ISO 8601/);
    expect(clock.now()).toEqual(nine);
  });

  test('refuses an instant that is none', () => {
    expect(() => movableClock(new Date(Number.NaN))).toThrow(RangeError);
    expect(() => movableClock(nine).to(new Date('soon'))).toThrow(RangeError);
    expect(() => movableClock(nine).advance(Number.NaN)).toThrow(RangeError);
  });

  test('hands out instants that cannot move it', () => {
    const clock = movableClock(nine);
    clock.now().setFullYear(1999);
    expect(clock.now()).toEqual(nine);
  });

  test('goes on by itself when another clock drives it, and keeps its lead after a move', () => {
    const driver = movableClock(new Date('2030-01-01T00:00:00Z'));
    const clock = movableClock(nine, driver);
    driver.advance('PT5M');
    expect(clock.now().toISOString()).toBe('2026-03-10T08:05:00.000Z');
    clock.advance('PT1H');
    driver.advance(1);
    expect(clock.now().toISOString()).toBe('2026-03-10T09:05:00.001Z');
  });
});
