import { afterAll, beforeAll, expect, test } from 'vitest';
import { tell } from '../../../core/message.ts';
import { type DrainParts, drainChat } from '../../../core/outbox/drain.ts';
import { reachAgain } from '../../../core/outbox/unreachable.ts';
import { unreachablePeople } from '../../../core/outbox/unreachable-people.ts';
import { redrawDesk } from '../../../core/outbox/write.ts';
import { aChannel, aSmallWorld, type FakeChannel, type SmallWorld, until } from '../../worker/small-world.ts';

let world: SmallWorld;
beforeAll(async () => {
  world = await aSmallWorld();
});
afterAll(() => world?.close());

const parts = (channel: FakeChannel, more: Partial<DrainParts> = {}): DrainParts => ({
  ...world,
  transports: new Map([[channel.channel, channel]]),
  ...more,
});
const rowOf = (id: string) => world.store.message.findUniqueOrThrow({ where: { id } });

test('sends in the order of writing, once, however many drain at the same time', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'order');
  const ids = await world.owe(...Array.from({ length: 40 }, (_, n) => world.note(person, n)));
  await Promise.all(Array.from({ length: 6 }, () => drainChat(parts(channel), account)));
  await until(async () => (await rowOf(ids.at(-1) ?? '')).sentAt !== null);
  expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids);
  expect(await rowOf(ids[0] ?? '')).toMatchObject({ platformRef: '1', attempts: 1, sentAt: world.clock.now() });
});

test('loses nothing that is written while the last drain lets go', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'gap');
  await world.owe(world.note(person, 1));
  let other: Promise<unknown> = Promise.resolve();
  let late = 0;
  // In the middle of the first send: a second drain finds the chat taken and leaves.
  channel.answers('gap', async () => {
    await world.owe(world.note(person, 2));
    other = drainChat(parts(channel), account).then((found) => {
      late = found.busy ? 1 : 0;
    });
    await other;
    return { is: 'accepted', ref: 'x' };
  });
  await drainChat(parts(channel), account);
  expect(late).toBe(1);
  expect(channel.seen.map(({ text }) => /QGB-2026-000\d/.exec(text)?.[0])).toEqual(['QGB-2026-0001', 'QGB-2026-0002']);
});

test('waits as long as the platform asks and then goes on in order', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'flood');
  const ids = await world.owe(...[1, 2, 3].map((n) => world.note(person, n)));
  channel.answers('flood', { is: 'accepted', ref: '1' }, { is: 'later', code: '429', afterMs: 60_000 });
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 1, left: 2, retryAfterMs: 60_000 });
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 0, left: 2, retryAfterMs: null });
  await world.store
    .$executeRaw`UPDATE channel_account SET paused_until = paused_until - interval '1 minute' WHERE id = ${account}::uuid`;
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 2, left: 0 });
  expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids);
  expect(await rowOf(ids[1] ?? '')).toMatchObject({ attempts: 2 });
});

test('goes on after a message that the platform will never take, and an admin sees it', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'never');
  const ids = await world.owe(world.note(person, 1), world.note(person, 2));
  channel.answers('never', { is: 'never', code: '400', chatIsDead: false });
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 1, left: 0 });
  expect(await rowOf(ids[0] ?? '')).toMatchObject({ sentAt: null, failedAt: world.clock.now(), reason: '400' });
  expect(await world.store.deadLetter.findFirst({ where: { ref: ids[0] ?? '' } })).toMatchObject({
    room: 'delivery',
    code: '400',
  });
});

test('goes on after a message whose text cannot be said', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'poison');
  const ids = await world.owe(tell(person, 'answer', { lines: [{ text: 'no.such.text' }] }), world.note(person, 2));
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 1, left: 0 });
  expect(await rowOf(ids[0] ?? '')).toMatchObject({ sentAt: null, reason: 'text-fault' });
});

test('a closed chat hands what it owes to the next one of the person', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const first = await world.aChat(person, 'closed', { preferred: true });
  const second = await world.aChat(person, 'open');
  const ids = await world.owe(world.note(person, 1), world.note(person, 2));
  channel.close('closed');
  expect(await drainChat(parts(channel), first)).toMatchObject({ sent: 0, left: 0, movedTo: second });
  expect(await drainChat(parts(channel), second)).toMatchObject({ sent: 2, left: 0 });
  expect(channel.seen.map(({ address, messageId }) => [address, messageId])).toEqual(ids.map((id) => ['open', id]));
  expect(await world.store.channelAccount.findUnique({ where: { id: first } })).toMatchObject({ deadReason: '403' });
});

test('without another chat the head hears once a day, by role, and a new chat gets what waited', async () => {
  const channel = aChannel();
  const manager = await world.aPerson({ role: 'case-manager', name: 'Manager Invented' });
  const account = await world.aChat(manager, 'gone');
  const head = await world.aPerson({ role: 'head' });
  const office = await world.aChat(head, 'head');
  await world.owe(world.note(manager, 7));
  channel.close('gone');
  await drainChat(parts(channel), account);
  for (let hour = 0; hour < 3; hour += 1) await reachAgain(world.store, world.clock.now());
  await drainChat(parts(channel), office);
  expect(channel.seen).toHaveLength(1);
  expect(channel.seen[0]?.text).toContain('A case manager of QPS Gurëbardhë cannot be reached');
  expect(channel.seen[0]?.text).not.toContain('Invented');
  expect(await unreachablePeople(world.store)).toContainEqual({
    personId: manager,
    owed: 1,
    since: world.clock.now(),
    heard: 'office',
  });

  world.clock.advance('PT25H');
  await reachAgain(world.store, world.clock.now());
  await drainChat(parts(channel), office);
  expect(channel.seen).toHaveLength(2);

  const again = await world.aChat(manager, 'again');
  await reachAgain(world.store, world.clock.now());
  await drainChat(parts(channel), again);
  expect(channel.seen.at(-1)).toMatchObject({ address: 'again', text: expect.stringContaining('QGB-2026-0007') });
});

test('says nothing of what was done, moved or overtaken by a later step while it waited', async () => {
  const channel = aChannel();
  const head = await world.aPerson();
  const account = await world.aChat(head, 'moot');
  const caseId = await world.aCase('QGB-2026-0901');
  const { id: obligationId, dueAt } = await world.store.obligation.findFirstOrThrow({
    where: { caseId, rule: 'case-manager-24h' },
  });
  const reminder = (step: string, due: Date) =>
    tell(
      head,
      `reminder/case-manager-24h/${step}`,
      {
        case: 'QGB-2026-0901',
        rule: 'case-manager-24h',
        source: 'case-manager-24h',
        due: due.toISOString(),
        stage: 'soon',
        role: 'head',
        subject: 'case',
      },
      { obligationId, caseId },
    );
  const moved = new Date(dueAt.getTime() - 1000);
  const ids = await world.owe(reminder('start+12h', moved), reminder('start+20h', dueAt), reminder('due-1h', dueAt));
  await drainChat(parts(channel), account);
  expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids.slice(2));
  const [late] = await world.owe(reminder('due', dueAt));
  await world.happens('case.assigned', caseId);
  await drainChat(parts(channel), account);
  expect(await rowOf(late ?? '')).toMatchObject({ sentAt: null, reason: 'superseded' });
  expect(channel.seen).toHaveLength(1);
});

test('says nothing of a case to somebody who was excluded from it meanwhile', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'excluded');
  const caseId = await world.aCase('QGB-2026-0902');
  const [id] = await world.owe({ ...world.note(person, 1), caseId });
  await world.store.exclusion.create({
    data: { caseId, personId: person, reason: 'suspected', at: world.clock.now() },
  });
  await drainChat(parts(channel), account);
  expect(await rowOf(id ?? '')).toMatchObject({ sentAt: null, reason: 'excluded' });
});

test('edits and deletes by the platform’s name of the message, and drops what has none', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'edits');
  const [target] = await world.owe(world.note(person, 1));
  await drainChat(parts(channel), account);
  await world.owe(
    { ...world.note(person, 1), kind: 'edit', targetId: target ?? '' },
    tell(person, 'delete-answer', {}, { kind: 'delete', targetRef: '77' }),
    { ...world.note(person, 1), kind: 'edit', targetId: person },
  );
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 2, left: 0 });
  expect(channel.seen.slice(1).map(({ messageId }) => messageId)).toEqual(['edit:1', 'delete:77']);
});

test.each([
  'delivery.after-claim',
  'delivery.before-send',
  'delivery.after-accepted',
  'delivery.before-record',
] as const)('what a process leaves behind that ends %s is sent by the next one', async (place) => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, place);
  const ids = await world.owe(world.note(person, 1), world.note(person, 2));
  const dies = parts(channel, {
    failing: (at) => {
      if (at === place) throw new Error('ends here');
    },
  });
  await expect(drainChat(dies, account)).rejects.toThrow('ends here');
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 2, left: 0 });
  const wasTaken = place === 'delivery.after-accepted' || place === 'delivery.before-record';
  expect(channel.seen.map(({ messageId }) => messageId)).toEqual(wasTaken ? [ids[0], ...ids] : ids);
});

test('a chat whose drain died is free again when its lease is over', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'lease');
  await world.owe(world.note(person, 1));
  const leasedFor = (ms: number) =>
    world.store.$executeRaw`
      UPDATE channel_account SET leased_by = 'dead', leased_until = clock_timestamp() + ${ms} * interval '1 ms'
      WHERE id = ${account}::uuid`;
  await leasedFor(60_000);
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 0, left: 1, busy: true });
  await leasedFor(0);
  expect(await drainChat(parts(channel), account)).toMatchObject({ sent: 1, left: 0 });
});

test('keeps its chat as long as a slow platform takes', async () => {
  const channel = aChannel();
  const person = await world.aPerson();
  const account = await world.aChat(person, 'slow');
  await world.owe(world.note(person, 1));
  const others: boolean[] = [];
  // Long enough that a machine which stands still for a second does not lose it between two renewals.
  const slow = parts(channel, { leaseMs: 4_500 });
  const leasedUntil = async () =>
    (await world.store.channelAccount.findUniqueOrThrow({ where: { id: account } })).leasedUntil?.getTime() ?? 0;
  channel.answers('slow', async () => {
    const first = await leasedUntil();
    await until(async () => {
      others.push((await drainChat(slow, account)).busy);
      return (await leasedUntil()) > first;
    });
    return { is: 'accepted', ref: '1' };
  });
  expect(await drainChat(slow, account)).toMatchObject({ sent: 1 });
  expect(new Set(others)).toEqual(new Set([true]));
  expect(channel.seen).toHaveLength(1);
});

test('a desk that changed many times is drawn once, and no row of it is left', async () => {
  const drawn: string[] = [];
  const person = await world.aPerson();
  const account = await world.aChat(person, 'desk');
  const channel: FakeChannel = {
    ...aChannel(),
    async desk(address) {
      drawn.push(address);
      return { is: 'accepted', ref: null };
    },
  };
  await world.store.channelAccount.update({ where: { id: account }, data: { deskOpenedAt: world.clock.now() } });
  await world.owe(...Array.from({ length: 20 }, (_, n) => world.note(person, n)));
  for (let change = 0; change < 20; change += 1) await redrawDesk(world.store, person, world.clock.now());
  await drainChat(parts(channel), account);
  expect(drawn).toEqual(['desk']);
  expect(channel.seen).toHaveLength(20);
  expect(await world.store.message.count({ where: { accountId: account, kind: 'desk' } })).toBe(0);
});

test('what changes while a desk is drawn is drawn again; one that cannot be drawn leaves no row either', async () => {
  const person = await world.aPerson();
  const account = await world.aChat(person, 'desk-again');
  await world.store.channelAccount.update({ where: { id: account }, data: { deskOpenedAt: world.clock.now() } });
  let drawn = 0;
  const channel: FakeChannel = {
    ...aChannel(),
    async desk() {
      drawn += 1;
      if (drawn === 1) await redrawDesk(world.store, person, world.clock.now());
      return drawn === 1 ? { is: 'accepted', ref: null } : { is: 'never', code: 'not_enabled', chatIsDead: false };
    },
  };
  await redrawDesk(world.store, person, world.clock.now());
  await drainChat(parts(channel), account);
  expect(drawn).toBe(2);
  expect(await world.store.message.count({ where: { accountId: account, kind: 'desk' } })).toBe(0);
});
