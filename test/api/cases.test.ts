import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseShape } from '../../api/cases.ts';
import { factShape } from '../../api/facts.ts';
import { listOf } from '../../api/listing.ts';
import { obligationShape } from '../../api/obligations.ts';
import { problemShape } from '../../api/problem.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
let one: { id: string; number: string };
beforeAll(async () => {
  office = await anOffice();
  one = await office.aCase();
});
afterAll(() => office?.end());

const numbersIn = (body: { items: { number: string }[] }) => body.items.map(({ number }) => number);

test('lists the cases of the office to its head, with nothing of the child', async () => {
  const { status, body } = await office.as('head', '/api/v1/cases');
  expect(status).toBe(200);
  const { items } = listOf(caseShape).parse(body);
  expect(items).toEqual([
    expect.objectContaining({ number: one.number, state: 'referred', openedAt: null, managerId: null }),
  ]);
  expect(JSON.stringify(body)).not.toMatch(/Erëza|Provuese/);
});

test.each(['teacher', 'manager-1', 'member-4.1.6', 'other-head', 'superior'])(
  'shows no case to %s, who has none',
  async (persona) => {
    expect((await office.as(persona, '/api/v1/cases')).body).toEqual({ items: [], next: null });
    const single = await office.as(persona, `/api/v1/cases/${one.number}`);
    expect(single.status).toBe(404);
    expect(single.body.type).toBe('urn:tryeza:problem:case-not-found');
  },
);

test('shows a case to its manager and to nobody on its exclusion list, administrators included', async () => {
  const own = await office.aCase();
  const [managerId, adminId] = [office.personId('manager-2'), office.personId('admin')];
  await office.store.case.update({ where: { id: own.id }, data: { managerId } });
  expect(numbersIn((await office.as('manager-2', '/api/v1/cases')).body)).toEqual([own.number]);
  expect((await office.as('admin', `/api/v1/cases/${own.number}`)).status).toBe(200);

  await office.store.exclusion.createMany({
    data: [managerId, adminId].map((personId) => ({
      caseId: own.id,
      personId,
      reason: 'suspected',
      at: office.clock.now(),
    })),
  });
  for (const persona of ['manager-2', 'admin']) {
    expect(numbersIn((await office.as(persona, '/api/v1/cases')).body)).not.toContain(own.number);
    for (const path of [`/cases/${own.number}`, `/obligations?case=${own.number}`, `/facts?case=${own.number}`]) {
      expect((await office.as(persona, `/api/v1${path}`)).status).toBe(404);
    }
  }
});

test('goes through all cases newest first, page by page, none twice', async () => {
  const twins = new Date(office.clock.now().getTime() + 1000);
  for (let made = 0; made < 5; made += 1) await office.aCase({ referredAt: twins });
  const seen: string[] = [];
  let path = '/api/v1/cases?limit=2';
  for (let pages = 0; pages < 10; pages += 1) {
    const { body } = await office.as('head', path);
    const { items, next } = listOf(caseShape).parse(body);
    expect(items.length).toBeLessThanOrEqual(2);
    seen.push(...items.map(({ number }) => number));
    if (!next) break;
    path = `/api/v1/cases?limit=2&cursor=${next}`;
  }
  const all = await office.store.case.findMany({ where: { office: { code: 'QPR' } } });
  expect(seen.length).toBe(all.length);
  expect(new Set(seen)).toEqual(new Set(all.map(({ number }) => number)));
  expect(seen.indexOf(one.number)).toBeGreaterThanOrEqual(5);
});

test.each(['limit=0', 'limit=501', 'limit=many', 'cursor=nonsense', 'cursor=WzFd', 'cursor='])(
  'refuses ?%s',
  async (query) => {
    const { status, body } = await office.as('head', `/api/v1/cases?${query}`);
    expect(status).toBe(422);
    expect(problemShape.parse(body).field).toBe(query.split('=')[0]);
  },
);

test('answers what is owed on a case by when, with the stage of now', async () => {
  const own = await office.aCase();
  const path = `/api/v1/obligations?case=${own.number}`;
  const { status, body } = await office.as('head', path);
  expect(status).toBe(200);
  const { items } = listOf(obligationShape).parse(body);
  const clock = items.find(({ rule }) => rule === 'case-manager-24h');
  expect(clock).toMatchObject({ case: own.number, owner: 'head', stage: 'far', outcome: null });
  expect(Date.parse(clock?.dueAt ?? '') - Date.parse(clock?.startedAt ?? '')).toBe(24 * 3_600_000);
  expect(items.map(({ rule }) => rule)).toContain('home-visit-7d');

  office.clock.advance('PT25H');
  const later = listOf(obligationShape).parse((await office.as('head', path)).body);
  expect(later.items.find(({ rule }) => rule === 'case-manager-24h')?.stage).toBe('overdue');
  const first = await office.as('head', `${path}&limit=1`);
  const second = await office.as('head', `${path}&limit=1&cursor=${first.body.next}`);
  expect(second.body.items[0].id).not.toBe(first.body.items[0].id);
});

test('answers the timeline of a case', async () => {
  const { status, body } = await office.as('intake', `/api/v1/facts?case=${one.number}`);
  expect(status).toBe(200);
  const { items } = listOf(factShape).parse(body);
  expect(items).toEqual([
    expect.objectContaining({ kind: 'case.referred', case: one.number, by: office.personId('teacher'), voids: null }),
  ]);
});

test.each(['obligations', 'facts'])('asks for the case of /%s', async (list) => {
  const { status, body } = await office.as('head', `/api/v1/${list}`);
  expect(status).toBe(422);
  expect(body.field).toBe('case');
});

test.each(['QPR-2026-9999', 'nonsense', '%00', "QPR-2026-0001'--"])('knows no case %s', async (number) => {
  for (const path of [`cases/${number}`, `obligations?case=${number}`, `facts?case=${number}`]) {
    const { status, body } = await office.as('head', `/api/v1/${path}`);
    expect(status).toBe(404);
    expect(problemShape.parse(body).type).toBe('urn:tryeza:problem:case-not-found');
  }
});
