import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseShape } from '../../api/cases.ts';
import { problemShape } from '../../api/problem.ts';
import { newId } from '../../core/id.ts';
import { type Asking, anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
});
afterAll(() => office?.end());

const assign = (persona: string, number: string, managerId: unknown, more: Asking = {}) =>
  office.as(persona, `/api/v1/cases/${number}/assignment`, { method: 'POST', body: { managerId }, ...more });

test('the head gives a case to a case manager, and its clock is met', async () => {
  const { id, number } = await office.aCase();
  const { status, body } = await assign('head', number, office.personId('manager-1'));
  expect(status).toBe(201);
  expect(caseShape.parse(body)).toMatchObject({ number, state: 'assigned', managerId: office.personId('manager-1') });
  const met = await office.store.obligation.findFirst({ where: { caseId: id, rule: 'case-manager-24h' } });
  expect(met?.outcome).toBe('met');
});

test('who may see the case but not give it away is told so', async () => {
  const { number } = await office.aCase();
  const { status, body } = await assign('intake', number, office.personId('manager-1'));
  expect(status).toBe(403);
  expect(problemShape.parse(body).type).toBe('urn:tryeza:problem:not-allowed');
});

test('to the head of another office and to an excluded head the case does not exist', async () => {
  const { id, number } = await office.aCase();
  expect((await assign('other-head', number, office.personId('manager-1'))).status).toBe(404);
  const personId = office.personId('head');
  await office.store.exclusion.create({
    data: { caseId: id, personId, reason: 'suspected', at: office.clock.now() },
  });
  expect((await assign('head', number, office.personId('manager-1'))).status).toBe(404);
  expect((await assign('stand-in', number, office.personId('manager-1'))).status).toBe(201);
});

test('a case that has a manager is not given away a second time, in words with the hour', async () => {
  const { number } = await office.aCase();
  await assign('head', number, office.personId('manager-1'));
  const again = await assign('head', number, office.personId('manager-2'));
  expect(again.status).toBe(409);
  expect(again.body.type).toBe('urn:tryeza:problem:already-assigned');
});

test('somebody who is no case manager of the office cannot have it', async () => {
  const { number } = await office.aCase();
  for (const persona of ['teacher', 'other-manager', 'head']) {
    expect((await assign('head', number, office.personId(persona))).status).toBe(422);
  }
  expect((await assign('head', number, newId())).status).toBe(422);
});

test('refuses bodies that do not fit, naming the field', async () => {
  const { number } = await office.aCase();
  for (const managerId of [undefined, null, 7, 'nobody', '<script>']) {
    const { status, body } = await assign('head', number, managerId);
    expect(status).toBe(422);
    expect(problemShape.parse(body).field).toBe('managerId');
  }
  const more = { method: 'POST', body: { managerId: newId(), note: 'x' } };
  expect((await office.as('head', `/api/v1/cases/${number}/assignment`, more)).status).toBe(422);
  for (const body of ['[]', '7', '"text"', 'null']) {
    expect(
      (await office.as('head', `/api/v1/cases/${number}/assignment`, { method: 'POST', body })).status,
    ).toBeLessThan(500);
  }
});

test('the same idempotency key gets the same answer, also ten times at once', async () => {
  const { id, number } = await office.aCase();
  const headers = { 'Idempotency-Key': newId() };
  const managerId = office.personId('manager-1');
  const first = await assign('head', number, managerId, { headers });
  const again = await assign('head', number, managerId, { headers });
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  const other = await assign('head', number, office.personId('manager-2'), { headers });
  expect(other.body.type).toBe('urn:tryeza:problem:idempotency-key-reused');

  const next = await office.aCase();
  const key = { 'Idempotency-Key': newId() };
  const many = await Promise.all(
    Array.from({ length: 10 }, () => assign('head', next.number, managerId, { headers: key })),
  );
  for (const { status } of many) expect([201, 409]).toContain(status);
  expect(many.some(({ status }) => status === 201)).toBe(true);
  for (const caseId of [id, next.id]) {
    expect(await office.store.fact.count({ where: { caseId, kind: 'case.assigned' } })).toBe(1);
  }
});

test('what was refused under a key can be tried again under it', async () => {
  const { number } = await office.aCase();
  const headers = { 'Idempotency-Key': newId() };
  expect((await assign('intake', number, office.personId('manager-1'), { headers })).status).toBe(403);
  expect((await assign('intake', number, office.personId('manager-1'), { headers })).status).toBe(403);
});

test('a change since the case was read is told, not overwritten', async () => {
  const { id, number } = await office.aCase();
  const read = await office.as('head', `/api/v1/cases/${number}`);
  const tag = read.headers.get('etag') ?? '';
  await office.store.case.update({ where: { id }, data: { registeredAt: office.clock.now() } });
  const stale = await assign('head', number, office.personId('manager-1'), { headers: { 'If-Match': tag } });
  expect(stale.status).toBe(412);
  const fresh = (await office.as('head', `/api/v1/cases/${number}`)).headers.get('etag') ?? '';
  expect((await assign('head', number, office.personId('manager-1'), { headers: { 'If-Match': fresh } })).status).toBe(
    201,
  );
});
