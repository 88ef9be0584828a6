import { beforeEach, expect, test } from 'vitest';
import { accountAt } from '../../../core/account/account-at.ts';
import { linkAccount } from '../../../core/account/link.ts';
import { readInvite } from '../../../core/invite.ts';
import { tell } from '../../../core/message.ts';
import { reachAgain } from '../../../core/outbox/unreachable.ts';
import { writeMessages } from '../../../core/outbox/write.ts';
import { listenerOf, openRendering } from '../../../core/rendering.ts';
import { loadWording } from '../../../core/wording.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
  return () => world.end();
});

/** The case manager has blocked the only chat, and something waits. */
async function aManagerIsGone() {
  const { personId } = world.as('manager-1');
  await world.store.channelAccount.updateMany({
    where: { personId },
    data: { deadAt: world.clock.now(), deadReason: 'blocked' },
  });
  const linked = tell(personId, 'linked', { channel: 'web' });
  await writeMessages(world.store, [linked], world.clock.now());
  await reachAgain(world.store, world.clock.now());
  return personId;
}

/** The last thing said, as it is read, in English. */
async function reads({ personId, ...somebody }: Somebody): Promise<string> {
  const { id, template, params, field } = await somebody.last();
  const render = openRendering({
    db: world.store,
    wording: loadWording(),
    keyring: world.keyring,
    addressOf: (link) => link,
  });
  const listener = { ...(await listenerOf(world.store, personId)), locale: 'en' as const };
  return (await render({ id, template, params, field, lane: 'answer' }, listener)).text;
}

/** What the link in the last message leads to. */
async function linked(somebody: Somebody): Promise<{ inviteId: string }> {
  const { params } = await somebody.last();
  const { purpose } = await world.store.secureLink.findUniqueOrThrow({ where: { id: String(params['link']) } });
  return purpose as { inviteId: string };
}

test('the head sees who cannot be reached and why, and gives a new invitation that works once', async () => {
  const manager = await aManagerIsGone();
  const head = world.as('head');
  await head.taps('unreachable');
  expect(await reads(head)).toMatch(/Arta Menaxheri – blocked the chat, since .*; 1 message is waiting/);
  await head.taps(`invite:${manager}`);
  const text = await reads(head);
  expect(text).toContain('A new invitation for Arta Menaxheri');
  const { inviteId } = await linked(head);
  const { code } = await head.does(readInvite, { inviteId });
  expect(text).not.toContain(code);

  const row = await world.store.message.findUniqueOrThrow({ where: { id: (await head.last()).id } });
  const kept = JSON.stringify(
    [row.params, await world.store.invite.findMany(), await world.store.auditEntry.findMany()],
    (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value),
  );
  expect(kept).not.toContain(code);

  const chat = await accountAt(world, { channel: 'telegram', address: '77', locale: 'en' });
  const linking = { code, accountId: chat.accountId };
  expect(await world.door.through(linkAccount, chat.personId, linking)).toEqual({ personId: manager });
  await reachAgain(world.store, world.clock.now());
  expect(await world.store.message.findFirst({ where: { personId: manager, template: 'linked' } })).toMatchObject({
    accountId: chat.accountId,
  });
  await head.taps('unreachable');
  expect(await head.last()).toMatchObject({ params: { lines: [{ text: 'unreachable.nobody' }] } });
});

test('a second tap on the same invitation gives no second code', async () => {
  const manager = await aManagerIsGone();
  const head = world.as('head');
  await head.taps('unreachable');
  const button = (await head.last()).buttons.find(({ act }) => act === `invite:${manager}`)?.id ?? '';
  for (let tap = 0; tap < 2; tap += 1) await head.sends({ kind: 'tap', button });
  expect(await world.store.invite.count({ where: { personId: manager } })).toBe(1);
});

test('the stand-in sees the list and gives no invitation; an old button of somebody who is no head any more is refused', async () => {
  await aManagerIsGone();
  const [standIn, head] = [world.as('stand-in'), world.as('head')];
  await standIn.taps('unreachable');
  const { params, buttons } = await standIn.last();
  expect(JSON.stringify(params)).toContain('unreachable.line');
  expect(buttons).toEqual([]);
  await world.store.role.updateMany({ where: { personId: head.personId }, data: { untilAt: world.clock.now() } });
  await head.taps('unreachable');
  expect(await head.last()).toMatchObject({ params: { lines: [{ text: 'refused.not-allowed' }] } });
});
