import { afterAll, beforeAll, expect, test } from 'vitest';
import { listOf } from '../../api/listing.ts';
import { personShape } from '../../api/people.ts';
import { placeShape } from '../../api/places.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
});
afterAll(() => office?.end());

test.each(['head', 'intake', 'manager-1', 'admin'])(
  'lists the people of the office to %s, reporters left out',
  async (persona) => {
    const { status, body } = await office.as(persona, '/api/v1/people?limit=500');
    expect(status).toBe(200);
    const { items } = listOf(personShape).parse(body);
    const ids = items.map(({ id }) => id);
    expect(ids).toContain(office.personId('manager-2'));
    expect(ids).toContain(office.personId('member-4.1.6'));
    for (const left of ['teacher', 'doctor', 'other-head']) expect(ids).not.toContain(office.personId(left));
    expect(items.find(({ id }) => id === office.personId('head'))).toMatchObject({
      name: 'Drita Udhëheqja',
      roles: [{ role: 'head', seat: null, office: 'QPR' }],
    });
  },
);

test.each(['teacher', 'member-4.1.6', 'superior'])('refuses the list of people to %s', async (persona) => {
  const { status, body } = await office.as(persona, '/api/v1/people');
  expect(status).toBe(403);
  expect(body.type).toBe('urn:tryeza:problem:not-allowed');
});

test('shows the head of another office only its own people', async () => {
  const { items } = (await office.as('other-head', '/api/v1/people')).body;
  expect(items.map(({ id }: { id: string }) => id).toSorted()).toEqual(
    ['other-head', 'other-manager'].map(office.personId).toSorted(),
  );
});

test('goes through people page by page', async () => {
  const first = await office.as('head', '/api/v1/people?limit=5');
  const second = await office.as('head', `/api/v1/people?limit=500&cursor=${first.body.next}`);
  const all = await office.as('head', '/api/v1/people?limit=500');
  expect([...first.body.items, ...second.body.items]).toEqual(all.body.items);
  expect(all.body.next).toBeNull();
});

test('lists the places of the office, the centre itself among them', async () => {
  const { status, body } = await office.as('head', '/api/v1/places');
  expect(status).toBe(200);
  const { items } = listOf(placeShape).parse(body);
  expect(items.map(({ code }) => code)).toContain('QPS');
  expect(new Set(items.map((place) => place.office))).toEqual(new Set(['QPR']));
  const first = await office.as('head', '/api/v1/places?limit=1');
  if (items.length > 1) {
    const second = await office.as('head', `/api/v1/places?limit=1&cursor=${first.body.next}`);
    expect(second.body.items[0]).toEqual(items[1]);
  }
  expect((await office.as('head', '/api/v1/places?cursor=WzFd')).status).toBe(422);
});
