import { afterAll, beforeAll, expect, test } from 'vitest';
import { listOf } from '../../api/listing.ts';
import { unreachableShape } from '../../api/unreachable.ts';
import { tell } from '../../core/message.ts';
import { writeMessages } from '../../core/outbox/write.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
  for (const [persona, deadReason] of [
    ['manager-1', 'blocked'],
    ['member-4.1.6', 'deactivated'],
    ['teacher', 'blocked'],
    ['other-manager', 'bounced'],
  ] as const) {
    office.clock.advance('PT1M');
    await office.store.channelAccount.updateMany({
      where: { personId: office.personId(persona) },
      data: { deadAt: office.clock.now(), deadReason },
    });
  }
  const linked = tell(office.personId('manager-1'), 'linked', { channel: 'web' });
  await writeMessages(office.store, [linked, linked], office.clock.now());
});
afterAll(() => office?.end());

test.each(['head', 'stand-in', 'admin'])(
  'lists to %s who of the office cannot be reached, the last first, reporters left out',
  async (persona) => {
    const { status, body } = await office.as(persona, '/api/v1/unreachable');
    expect(status).toBe(200);
    const { items, next } = listOf(unreachableShape).parse(body);
    expect(next).toBeNull();
    expect(items.map(({ personId, role, owed }) => [personId, role, owed])).toEqual([
      [office.personId('member-4.1.6'), 'member', 0],
      [office.personId('manager-1'), 'case-manager', 2],
    ]);
    expect(items.map(({ channels }) => channels)).toEqual([
      [{ channel: 'web', deadReason: 'deactivated' }],
      [{ channel: 'web', deadReason: 'blocked' }],
    ]);
    expect(JSON.stringify(body)).not.toMatch(/Arta|Agron/);
  },
);

test('shows the head of another office only its own people', async () => {
  const { items } = (await office.as('other-head', '/api/v1/unreachable')).body;
  expect(items).toMatchObject([{ personId: office.personId('other-manager'), role: 'case-manager', owed: 0 }]);
});

test.each(['intake', 'manager-2', 'member-4.1.5', 'superior', 'teacher'])('refuses the list to %s', async (persona) => {
  const { status, body } = await office.as(persona, '/api/v1/unreachable');
  expect(status).toBe(403);
  expect(body.type).toBe('urn:tryeza:problem:not-allowed');
});

test('asks for a token, goes page by page, and says what does not fit', async () => {
  expect((await office.ask('/api/v1/unreachable')).status).toBe(401);
  const first = (await office.as('head', '/api/v1/unreachable?limit=1')).body;
  const second = (await office.as('head', `/api/v1/unreachable?limit=1&cursor=${first.next}`)).body;
  const all = (await office.as('head', '/api/v1/unreachable')).body;
  expect([...first.items, ...second.items]).toEqual(all.items);
  expect(second.next).toBeNull();
  expect((await office.as('head', '/api/v1/unreachable?cursor=WzFd')).status).toBe(422);
});

test('stands in the document of the API', async () => {
  const { body } = await office.ask('/openapi.json');
  expect(Object.keys(body.paths['/api/v1/unreachable'].get.responses)).toEqual(['200', '401', '403', '422']);
});

test('forgets whoever has a chat again', async () => {
  const personId = office.personId('manager-1');
  await office.store.channelAccount.updateMany({ where: { personId }, data: { deadAt: null, deadReason: null } });
  const { items } = (await office.as('head', '/api/v1/unreachable')).body;
  expect(items).toMatchObject([{ personId: office.personId('member-4.1.6') }]);
});
