import { afterAll, beforeAll, expect, test } from 'vitest';
import { listOf } from '../../api/listing.ts';
import { ruleShape } from '../../api/rules.ts';
import { rules } from '../../core/obligations/register.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
});
afterAll(() => office?.end());

const fields = [
  'id',
  'pack',
  'kind',
  'authority',
  'document',
  'source',
  'quote',
  'trigger',
  'owner',
  'limit',
  'recurrence',
  'reminders',
  'escalation',
];

test('lists every rule with its source and its words, in the fixed shape', async () => {
  const { status, body } = await office.as('teacher', '/api/v1/rules?limit=500');
  expect(status).toBe(200);
  const { items, next } = listOf(ruleShape).parse(body);
  expect(next).toBeNull();
  expect(items.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  for (const item of body.items) expect(Object.keys(item).toSorted()).toEqual(fields.toSorted());
  expect(items.find(({ id }) => id === 'case-manager-24h')).toMatchObject({
    trigger: 'case.referred',
    owner: 'head',
    limit: 'PT24H',
    recurrence: null,
    authority: 'guide',
    document: '001_4bf80f4a1ac81f5a.txt',
  });
  expect(items.find(({ id }) => id === 'high-risk-immediate-action')?.limit).toBe('without-delay');
});

test('tells reminders to the owner from escalation to others', async () => {
  const { items } = listOf(ruleShape).parse((await office.as('head', '/api/v1/rules')).body);
  const rule = items.find(({ id }) => id === 'case-manager-24h');
  expect(rule?.reminders[0]).toEqual({ at: 'start+12h', to: ['head'] });
  expect(rule?.escalation.every(({ to }) => !to.includes('head'))).toBe(true);
  expect(rule?.escalation).toContainEqual({ at: 'due', to: ['stand-in'] });
});

test('goes through rules page by page', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await office.as('head', `/api/v1/rules?limit=3${cursor}`);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next ? `&cursor=${body.next}` : '';
  } while (cursor);
  expect(seen).toEqual(rules.map(({ id }) => id));
});
