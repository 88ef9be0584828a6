import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountAt } from '../../../core/account/account-at.ts';
import { newId } from '../../../core/id.ts';
import { tell } from '../../../core/message.ts';
import { speak } from '../../../core/obligations/remind.ts';
import { drainChat } from '../../../core/outbox/drain.ts';
import { closeChannel, reachAgain, reviveChannel } from '../../../core/outbox/unreachable.ts';
import { unreachablePeople } from '../../../core/outbox/unreachable-people.ts';
import { aChannel, aSmallWorld, type FakeChannel, type SmallWorld } from '../../worker/small-world.ts';

let world: SmallWorld;
let channel: FakeChannel;
let place = 0;
beforeAll(async () => {
  world = await aSmallWorld();
});
beforeEach(async () => {
  channel = aChannel();
  place += 1;
  // What a test leaves behind is no business of the next one.
  await world.store.role.deleteMany();
  await world.store.machineState.deleteMany();
  await world.store.message.updateMany({ where: { sentAt: null }, data: { cancelledAt: world.clock.now() } });
  await world.store.question.updateMany({ data: { answeredAt: world.clock.now() } });
});
afterAll(() => world?.close());

const drain = (account: string) => drainChat({ ...world, transports: new Map([[channel.channel, channel]]) }, account);
const accountOf = (id: string) => world.store.channelAccount.findUniqueOrThrow({ where: { id } });
const seenAt = (address: string) => channel.seen.filter((one) => one.address === address).map(({ text }) => text);
const address = (who: string) => `${who}-${place}`;

/** Somebody of the office with a chat. */
async function aColleague(role: string) {
  const id = await world.aPerson({ role });
  return { id, account: await world.aChat(id, address(role)) };
}

describe('a chat that is closed for good', () => {
  test.each(['blocked', 'deactivated', 'chat-not-found', 'token-revoked', 'bounced'])(
    'with %s is asked once and never again',
    async (code) => {
      const person = await world.aPerson();
      const first = await world.aChat(person, address('first'), { preferred: true });
      const second = await world.aChat(person, address('second'));
      const ids = await world.owe(world.note(person, 1), world.note(person, 2));
      let asked = 0;
      const refuses = async () => {
        asked += 1;
        return { is: 'never', code, chatIsDead: true } as const;
      };
      channel.answers(address('first'), refuses, refuses, refuses);
      expect(await drain(first)).toMatchObject({ movedTo: second, left: 0 });
      expect(await drain(second)).toMatchObject({ sent: 2, left: 0 });
      expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids);
      await world.owe(world.note(person, 3));
      await drain(first);
      await drain(second);
      expect(asked).toBe(1);
      expect(channel.seen).toHaveLength(3);
      expect(await accountOf(first)).toMatchObject({ deadReason: code });
    },
  );

  test('leaves its reminder to the next chat, where it is told once and stays told', async () => {
    const head = await world.aPerson({ role: 'head' });
    const first = await world.aChat(head, address('first'), { preferred: true });
    const second = await world.aChat(head, address('second'));
    const caseId = await world.aCase(`QGB-2026-70${String(place).padStart(2, '0')}`);
    const { id } = await world.store.obligation.findFirstOrThrow({ where: { caseId, rule: 'case-manager-24h' } });
    world.clock.advance('PT12H');
    await speak(world, id);
    channel.close(address('first'));
    await drain(first);
    await drain(second);
    await speak(world, id);
    await drain(second);
    expect(seenAt(address('second'))).toHaveLength(1);
    expect(await world.store.told.count({ where: { obligationId: id, recipientId: head } })).toBe(1);
  });

  test('is left also by what was written to it while it closed, or before the platform said so in an update', async () => {
    const person = await world.aPerson();
    const first = await world.aChat(person, address('first'), { preferred: true });
    const second = await world.aChat(person, address('second'));
    const ids = await world.owe(
      world.note(person, 1),
      tell(person, 'delete-answer', {}, { kind: 'delete', targetRef: '5', accountId: first }),
    );
    await world.store.channelAccount.update({
      where: { id: first },
      data: { deadAt: world.clock.now(), deadReason: 'blocked' },
    });
    await reachAgain(world.store, world.clock.now());
    await drain(second);
    expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids.slice(0, 1));
    const gone = await world.store.message.findUniqueOrThrow({ where: { id: ids[1] ?? '' } });
    expect(gone).toMatchObject({ accountId: first, reason: 'chat-dead' });
  });

  test('lives again when its person writes in it, and says what waited', async () => {
    const chat = { channel: 'web', address: address('writes'), locale: 'en' } as const;
    const { personId, accountId } = await accountAt(world, chat);
    channel.answers(address('writes'), { is: 'never', code: 'blocked', chatIsDead: true });
    const ids = await world.owe(world.note(personId, 1));
    await drain(accountId);
    expect(await accountAt(world, chat)).toEqual({ personId, accountId });
    await reachAgain(world.store, world.clock.now());
    await drain(accountId);
    expect(channel.seen.map(({ messageId }) => messageId)).toEqual(ids);
  });

  test('takes a mail address only where no other chat is left', async () => {
    const person = await world.aPerson();
    const first = await world.aChat(person, address('first'), { preferred: true });
    const mail = await world.aChat(person, address('mail'), { channel: 'email' });
    const second = await world.aChat(person, address('second'), { channel: 'slack' });
    await world.owe(world.note(person, 1));
    channel.close(address('first'));
    expect(await drain(first)).toMatchObject({ movedTo: second });
    await closeChannel(world.store, 'slack', world.clock.now());
    await reachAgain(world.store, world.clock.now());
    expect(await world.store.message.findFirst({ where: { personId: person } })).toMatchObject({ accountId: mail });
  });

  test('owes nothing more to somebody who has left for good', async () => {
    const person = await world.aPerson({ role: 'case-manager' });
    const [id = ''] = await world.owe(world.note(person, 1));
    await world.store.person.update({ where: { id: person }, data: { deactivatedAt: world.clock.now() } });
    await reachAgain(world.store, world.clock.now());
    expect(await world.store.message.findUniqueOrThrow({ where: { id } })).toMatchObject({
      reason: 'person-deactivated',
    });
  });
});

describe('a channel that is off', () => {
  test('hands what it owes to other channels, and has its own chats back when it works again', async () => {
    const person = await world.aPerson();
    const slack = await world.aChat(person, address('slack'), { channel: `slack-${place}`, preferred: true });
    const web = await world.aChat(person, address('web'));
    await world.owe(world.note(person, 1));
    expect(await closeChannel(world.store, `slack-${place}`, world.clock.now())).toBe(1);
    await reachAgain(world.store, world.clock.now());
    await drain(web);
    expect(seenAt(address('web'))).toHaveLength(1);
    expect(await accountOf(slack)).toMatchObject({ deadReason: 'channel-off' });

    expect(await reviveChannel(world.store, `slack-${place}`, ['channel-off'], world.clock.now())).toBe(1);
    const [next = ''] = await world.owe(world.note(person, 2));
    expect(await world.store.message.findUnique({ where: { id: next } })).toMatchObject({ accountId: slack });
  });

  test.each([
    ['channel-off', true],
    ['token-revoked', true],
    ['blocked', false],
    ['deactivated', false],
    ['bounced', false],
    ['unconfirmed', false],
  ])('that works again gives back a chat that died of %s: %s', async (reason, back) => {
    const person = await world.aPerson();
    const account = await world.aChat(person, address('chat'), { channel: `slack-${place}` });
    await world.store.channelAccount.update({
      where: { id: account },
      data: { deadAt: world.clock.now(), deadReason: reason },
    });
    const [waits = ''] = await world.owe(world.note(person, 1));
    await reviveChannel(world.store, `slack-${place}`, ['channel-off', 'token-revoked'], world.clock.now());
    expect((await accountOf(account)).deadAt === null).toBe(back);
    const { accountId } = await world.store.message.findUniqueOrThrow({ where: { id: waits } });
    expect(accountId).toBe(back ? account : null);
  });

  test('keeps the chat in which somebody is speaking right now', async () => {
    const person = await world.aPerson();
    const account = await world.aChat(person, address('chat'), { channel: `slack-${place}` });
    await world.store.$executeRaw`
      UPDATE channel_account SET leased_by = 'somebody', leased_until = clock_timestamp() + interval '1 hour' WHERE id = ${account}::uuid`;
    expect(await closeChannel(world.store, `slack-${place}`, world.clock.now())).toBe(0);
    expect(await accountOf(account)).toMatchObject({ deadAt: null });
  });
});

describe('somebody of the office without a chat', () => {
  test('is told of to head and stand-in by role, and the ladder of the limit stays as it is', async () => {
    const [head, standIn] = [await aColleague('head'), await aColleague('stand-in')];
    await aColleague('admin');
    const manager = await aColleague('case-manager');
    const number = `QGB-2026-71${String(place).padStart(2, '0')}`;
    const caseId = await world.aCase(number);
    await world.store.case.update({ where: { id: caseId }, data: { managerId: manager.id } });
    await world.happens('case.assigned', caseId);
    const before = await world.store.obligation.findMany({ where: { caseId }, orderBy: { key: 'asc' } });
    await world.owe({ ...world.note(manager.id, 1), caseId });
    channel.close(address('case-manager'));
    await drain(manager.account);
    await Promise.all([drain(head.account), drain(standIn.account)]);
    for (const role of ['head', 'stand-in']) {
      const [said = '', ...more] = seenAt(address(role));
      expect(said).toContain('A case manager of QPS Gurëbardhë cannot be reached');
      expect(said).not.toMatch(/QGB-2026|Invented/);
      expect(more).toEqual([]);
    }
    expect(seenAt(address('admin'))).toEqual([]);
    expect(await world.store.obligation.findMany({ where: { caseId }, orderBy: { key: 'asc' } })).toEqual(before);
  });

  test('is told of to the admins when head and stand-in cannot be reached either', async () => {
    await world.aPerson({ role: 'head' });
    await world.aPerson({ role: 'stand-in' });
    const admin = await aColleague('admin');
    const manager = await world.aPerson({ role: 'case-manager' });
    await world.owe(world.note(manager, 1));
    await reachAgain(world.store, world.clock.now());
    await drain(admin.account);
    expect(seenAt(address('admin'))).toEqual([expect.stringContaining('A case manager of QPS Gurëbardhë')]);
  });

  test('counts as told to nobody while nobody can be reached, and is told as soon as somebody can', async () => {
    const head = await world.aPerson({ role: 'head' });
    const manager = await world.aPerson({ role: 'case-manager' });
    await world.owe(world.note(manager, 1));
    await reachAgain(world.store, world.clock.now());
    const waiting = async () => (await unreachablePeople(world.store)).find(({ personId }) => personId === manager);
    expect(await waiting()).toMatchObject({ heard: 'nobody' });
    const account = await world.aChat(head, address('head'));
    world.clock.advance('PT1M');
    await reachAgain(world.store, world.clock.now());
    await drain(account);
    expect(seenAt(address('head'))).toHaveLength(1);
    expect(await waiting()).toMatchObject({ heard: 'office' });
  });

  test.each(['member', 'superior'])(
    'is not told of when it is a %s, who belongs to another institution',
    async (role) => {
      const head = await aColleague('head');
      await aColleague('superior');
      await world.owe(world.note(await world.aPerson({ role }), 1));
      await reachAgain(world.store, world.clock.now());
      expect(await drain(head.account)).toMatchObject({ sent: 0 });
      expect(
        await world.store.message.count({ where: { template: 'person-unreachable', cancelledAt: null, sentAt: null } }),
      ).toBe(0);
    },
  );
});

describe('a reporter without a chat', () => {
  async function aReport() {
    const number = `QGB-2026-8${String(place).padStart(3, '0')}`;
    const caseId = await world.aCase(number);
    const { referral } = await world.store.case.findUniqueOrThrow({
      where: { id: caseId },
      include: { referral: true },
    });
    return { number, caseId, referral, reporter: referral.reporterId ?? '' };
  }
  const ask = (referralId: string, askedById: string) =>
    world.store.question.create({
      data: { id: newId(), referralId, sealedQuestion: new Uint8Array(1), askedAt: world.clock.now(), askedById },
    });
  const said = () =>
    world.store.message.findMany({ where: { template: 'reporter-unreachable', cancelledAt: null, sentAt: null } });

  test('concerns intake and head once while a question is open', async () => {
    const [intake, head] = [await aColleague('intake'), await aColleague('head')];
    await aColleague('stand-in');
    const { number, referral } = await aReport();
    await ask(referral.id, head.id);
    for (let turn = 0; turn < 3; turn += 1) await reachAgain(world.store, world.clock.now());
    await Promise.all([drain(intake.account), drain(head.account)]);
    for (const role of ['intake', 'head'])
      expect(seenAt(address(role))).toEqual([
        expect.stringMatching(`^The reporter of case ${number} cannot be reached.*A question`),
      ]);
    expect(await said()).toEqual([]);
  });

  test('concerns them when the receipt never went out, and nobody who is excluded from the case', async () => {
    const [intake, head] = [await aColleague('intake'), await aColleague('head')];
    const { number, caseId, referral, reporter } = await aReport();
    await world.store.referral.update({ where: { id: referral.id }, data: { reference: `RCP-${place}00000` } });
    await world.store.exclusion.create({
      data: { caseId, personId: intake.id, reason: 'suspected', at: world.clock.now() },
    });
    await world.owe(
      tell(reporter, 'referral-receipt', {
        reference: `RCP-${place}00000`,
        at: '2026-03-10T07:00:00.000Z',
        proof: 'ABCDEFGHIJ',
        office: world.officeId,
        by: '2026-03-11T07:00:00.000Z',
        emergency: world.officeId,
        danger: 'no',
        late: 'no',
        verified: 'yes',
      }),
    );
    await reachAgain(world.store, world.clock.now());
    await drain(head.account);
    expect(seenAt(address('head'))).toEqual([expect.stringContaining(`The reporter of case ${number}`)]);
    expect(await drain(intake.account)).toMatchObject({ sent: 0 });
  });

  test('concerns nobody otherwise', async () => {
    await aColleague('intake');
    const head = await aColleague('head');
    const { referral, reporter } = await aReport();
    await world.owe(
      tell(reporter, 'referral-state', { reference: 'REF-12345', state: 'closed', since: '2026-03-10T07:00:00.000Z' }),
    );
    const { id } = await ask(referral.id, head.id);
    await world.store.question.update({ where: { id }, data: { answeredAt: world.clock.now() } });
    await reachAgain(world.store, world.clock.now());
    expect(await said()).toEqual([]);
    expect(
      await world.store.message.count({ where: { template: 'person-unreachable', cancelledAt: null, sentAt: null } }),
    ).toBe(0);
  });
});
