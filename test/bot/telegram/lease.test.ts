import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollerLease } from '../../../bot/telegram/lease.ts';
import { movableClock } from '../../../core/clock.ts';
import { openStore } from '../../../prisma/client.ts';
import { aDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let opened: ReturnType<typeof openStore>;

beforeAll(async () => {
  database = await aDatabase();
  opened = openStore({ url: database.url, max: 4 });
});

afterAll(async () => {
  await opened.close();
  await database.drop();
});

test('one holds it, renews it and gives it back; when it was not renewed the next one takes it', async () => {
  const clock = movableClock(new Date('2026-11-23T08:00:00Z'));
  const leaseOf = (holder: string) => pollerLease({ store: opened.prisma, clock, holder, lifeMs: 6_000 });
  const [one, two] = [leaseOf('one'), leaseOf('two')];
  expect(await Promise.all([one.hold(), one.hold()])).toEqual([true, true]);
  expect(await two.hold()).toBe(false);
  clock.advance(5_999);
  expect(await two.hold()).toBe(false);
  expect(await one.hold()).toBe(true);
  clock.advance(5_999);
  expect(await two.hold()).toBe(false);
  clock.advance(1);
  expect(await two.hold()).toBe(true);
  expect(await one.hold()).toBe(false);
  await one.release();
  expect(await one.hold()).toBe(false);
  await two.release();
  expect(await one.hold()).toBe(true);
  await one.release();
});

test('of many at once one gets it', async () => {
  const clock = movableClock(new Date('2026-11-23T08:00:00Z'));
  const held = await Promise.all(
    Array.from({ length: 10 }, (_, n) => pollerLease({ store: opened.prisma, clock, holder: `h${n}` }).hold()),
  );
  expect(held.filter(Boolean)).toHaveLength(1);
});
