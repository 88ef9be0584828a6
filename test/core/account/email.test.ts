import { inspect } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { confirmEmail, giveEmail, removeEmail } from '../../../core/account/email.ts';
import { emailAddress } from '../../../core/account/email-address.ts';
import { closeBounced } from '../../../core/account/email-bounce.ts';
import { offerEmail } from '../../../core/account/email-offered.ts';
import { stopEmail } from '../../../core/account/email-stop.ts';
import { Refused } from '../../../core/errors.ts';
import { newId } from '../../../core/id.ts';
import { drainChat } from '../../../core/outbox/drain.ts';
import type { Answer, Transport, Word } from '../../../core/outbox/transport.ts';
import { changeSettings } from '../../../core/person/settings.ts';
import { openRendering } from '../../../core/rendering.ts';
import { loadWording } from '../../../core/wording.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
  await offerEmail(world.store, true);
  return () => world.end();
});

// Nobody of one test speaks in another.
const personas = [
  'head',
  'intake',
  'stand-in',
  'manager-1',
  'manager-2',
  'assistant',
  'teacher',
  'doctor',
  'other-head',
  'other-manager',
  'member-4.1.3',
  'member-4.1.4',
];
let turn = 0;
const somebody = (): Somebody => {
  const persona = personas[turn];
  turn += 1;
  if (!persona) throw new Error('everybody has had a turn');
  return world.as(persona);
};

const wording = loadWording();
const address = 'drita.shembulli@mail.example';
const emailsOf = (one: Somebody) =>
  world.store.channelAccount.findMany({
    where: { personId: one.personId, channel: 'email' },
    orderBy: { linkedAt: 'asc' },
  });
const lastEmail = async (one: Somebody) => {
  const found = (await emailsOf(one)).at(-1);
  if (!found) throw new Error('no e-mail was given');
  return found;
};

/** A mailbox that answers what is arranged, and keeps what it was sent. */
function aPostman(answer: Answer = { is: 'accepted', ref: 'x' }) {
  const seen: { address: string; word: Word }[] = [];
  const never: Answer = { is: 'never', code: 'no-mail', chatIsDead: false };
  const transport: Transport = {
    channel: 'email',
    send: async () => never,
    edit: async () => never,
    delete: async () => never,
    async oneWord(to, word) {
      seen.push({ address: to, word });
      return answer.is === 'accepted' ? { is: 'accepted', ref: word.id } : answer;
    },
  };
  const { store, clock, keyring } = world;
  const render = openRendering({ db: store, wording, keyring, addressOf: () => '' });
  const drain = (accountId: string) =>
    drainChat({ store, clock, keyring, render, transports: new Map([['email', transport]]) }, accountId);
  return { seen, drain };
}

async function reasonOf(attempt: Promise<unknown>): Promise<string> {
  const fault: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (fault instanceof Refused) return fault.reason;
  throw fault ?? new Error('nothing was refused');
}

describe('an address', () => {
  test('is typed in the settings, taken out of the chat, and stored sealed', async () => {
    const head = somebody();
    await head.command('settings');
    await head.taps('email');
    expect((await head.last()).field).toBe('emailAddress');
    await head.sends({ kind: 'text', text: ` ${address} `, edited: false, ref: '42' });
    expect(await world.store.message.findFirst({ where: { kind: 'delete', personId: head.personId } })).toMatchObject({
      targetRef: '42',
    });
    const { deadReason, preferred, ...row } = await lastEmail(head);
    expect({ deadReason, preferred }).toEqual({ deadReason: 'unconfirmed', preferred: false });
    const kept = [row, await world.store.message.findMany(), await world.store.auditEntry.findMany()];
    expect(inspect(kept, { depth: 9, maxArrayLength: 1e6, maxStringLength: 1e6 })).not.toContain('drita');
    expect(Buffer.from(row.sealedAddress).toString('latin1')).not.toContain('drita');
    await head.command('settings');
    expect(JSON.stringify((await head.last()).params)).toContain('unconfirmed');
  });

  test('that cannot be one is refused clearly, and asked for again', async () => {
    const head = somebody();
    await head.command('settings');
    await head.taps('email');
    const bad = ['drita', 'drita@', 'a@b@c.example', 'a@mail.example, b@mail.example', `${'a'.repeat(250)}@b.example`];
    for (const [at, typed] of bad.entries()) {
      await head.sends({ kind: 'text', text: typed, edited: false, ref: `4${at}` });
      expect(JSON.stringify((await head.last()).params)).toContain('email.unreadable');
      expect(await world.store.message.count({ where: { personId: head.personId, kind: 'delete' } })).toBe(at + 1);
    }
    expect(await emailsOf(head)).toEqual([]);
    await head.says(address);
    expect(await emailsOf(head)).toHaveLength(1);
  });

  test.each(['x@y.example\r\nBcc: z@y.example', '"x y"@mail.example', '<x@mail.example>'])(
    'holds nothing that a mail would take for more than one',
    (typed) => expect(emailAddress.safeParse(typed).success).toBe(false),
  );

  test('is offered only where mail is sent', async () => {
    await offerEmail(world.store, false);
    onTestFinished(() => offerEmail(world.store, true));
    const head = somebody();
    await head.command('settings');
    expect((await head.last()).buttons.map(({ act }) => act)).not.toContain('email');
  });

  test('may be that of a colleague too, who learns nothing of it', async () => {
    const [admin, member] = [world.as('admin'), world.as('member-4.1.5')];
    await admin.does(giveEmail, { address });
    expect(await member.does(giveEmail, { address })).toBe('unconfirmed');
    expect(await emailsOf(member)).toHaveLength(1);
  });

  test('gets no more than five mails a day that ask for confirmation', async () => {
    const head = somebody();
    for (let n = 0; n < 5; n += 1) await head.does(giveEmail, { address: `n${n}@mail.example` });
    expect(await reasonOf(head.does(giveEmail, { address }))).toBe('email-too-many');
    world.clock.advance('P1D');
    expect(await head.does(giveEmail, { address })).toBe('unconfirmed');
  });
});

describe('confirming', () => {
  test('is asked for by a mail to that address alone, once', async () => {
    const head = somebody();
    await head.does(giveEmail, { address });
    const { id } = await lastEmail(head);
    const { seen, drain } = aPostman();
    expect(await drain(id)).toMatchObject({ sent: 1, left: 0 });
    expect(await drain(id)).toMatchObject({ sent: 0, left: 0 });
    expect(seen).toMatchObject([{ address, word: { confirms: true, accountId: id } }]);
  });

  test('takes the place of the address before, and not earlier', async () => {
    const head = somebody();
    await head.does(giveEmail, { address });
    const first = await lastEmail(head);
    await head.does(confirmEmail, { accountId: first.id });
    expect(await lastEmail(head)).toMatchObject({ deadAt: null, deadReason: null, preferred: false });
    expect(await head.does(giveEmail, { address })).toBe('confirmed');
    world.clock.advance('PT1H');
    await head.does(giveEmail, { address: 'other@mail.example' });
    const second = await lastEmail(head);
    expect((await emailsOf(head)).map(({ deadReason }) => deadReason)).toEqual([null, 'unconfirmed']);
    await head.does(confirmEmail, { accountId: second.id });
    expect((await emailsOf(head)).map(({ deadReason }) => deadReason)).toEqual(['replaced', null]);
    await head.does(confirmEmail, { accountId: second.id });
    expect(await reasonOf(head.does(confirmEmail, { accountId: first.id }))).toBe('link-expired');
  });

  test('is possible for three days, and for nobody else', async () => {
    const head = somebody();
    await head.does(giveEmail, { address });
    const { id } = await lastEmail(head);
    expect(await reasonOf(world.as('admin').does(confirmEmail, { accountId: id }))).toBe('not-found');
    world.clock.advance('P3D');
    expect(await reasonOf(head.does(confirmEmail, { accountId: id }))).toBe('link-expired');
  });

  test('of an address that does not exist is said in the chat', async () => {
    const head = somebody();
    await head.does(giveEmail, { address });
    const { id } = await lastEmail(head);
    await aPostman({ is: 'never', code: 'bounced', chatIsDead: true }).drain(id);
    expect(await lastEmail(head)).toMatchObject({ deadReason: 'bounced' });
    expect(await head.last()).toMatchObject({ template: 'email-refused' });
    expect(await world.store.message.count({ where: { accountId: id, cancelledAt: null } })).toBe(0);
  });

  test('is never written before any chat, and cannot be made the first channel', async () => {
    const head = somebody();
    await head.does(giveEmail, { address });
    const { id } = await lastEmail(head);
    await head.does(confirmEmail, { accountId: id });
    expect(await reasonOf(head.does(changeSettings, { accountId: id }))).toBe('not-found');
    await head.command('settings');
    expect((await head.last()).buttons.map(({ act }) => act)).not.toContain('prefer:email');
    expect(await world.store.message.findFirst({ where: { kind: 'send' }, orderBy: { seq: 'desc' } })).toMatchObject({
      accountId: head.accountId,
    });
  });

  test('ends when the address is removed, which is forgotten with it', async () => {
    const head = somebody();
    await head.does(giveEmail, { address });
    const before = await lastEmail(head);
    await head.does(confirmEmail, { accountId: before.id });
    await head.does(removeEmail, {});
    const after = await lastEmail(head);
    expect(after).toMatchObject({ deadReason: 'removed' });
    expect(Buffer.from(after.sealedAddress)).not.toEqual(Buffer.from(before.sealedAddress));
    expect(after.addressToken).not.toBe(before.addressToken);
    expect(await head.does(giveEmail, { address })).toBe('unconfirmed');
  });
});

describe('stopping', () => {
  test('is noted once, and can be taken back', async () => {
    const head = somebody();
    await head.does(giveEmail, { address });
    const { id: accountId } = await lastEmail(head);
    await head.does(stopEmail, { accountId, stopped: true });
    const { stoppedAt } = await lastEmail(head);
    world.clock.advance('PT1H');
    await head.does(stopEmail, { accountId, stopped: true });
    expect((await lastEmail(head)).stoppedAt).toEqual(stoppedAt);
    await head.does(stopEmail, { accountId, stopped: false });
    expect((await lastEmail(head)).stoppedAt).toBeNull();
  });
});

describe('a mail that came back later', () => {
  test('counts as not told, closes the address, and does so once', async () => {
    const [head, admin] = [somebody(), world.as('admin')];
    await head.does(giveEmail, { address });
    const { id: accountId } = await lastEmail(head);
    await head.does(confirmEmail, { accountId });
    await world.store.channelAccount.update({
      where: { id: head.accountId },
      data: { deadAt: world.clock.now(), deadReason: 'blocked' },
    });
    const messageId = newId();
    const row = { personId: head.personId, accountId, lane: 'urgent', template: 'person-unreachable' };
    await world.store.message.create({ data: { ...row, id: messageId, createdAt: world.clock.now() } });
    await aPostman().drain(accountId);
    expect(await world.store.message.findUnique({ where: { id: messageId } })).toMatchObject({
      sentAt: world.clock.now(),
    });
    expect(await reasonOf(head.does(closeBounced, { messageId }))).toBe('not-allowed');
    expect(await admin.does(closeBounced, { messageId })).toBe('closed');
    expect(await lastEmail(head)).toMatchObject({ deadReason: 'bounced' });
    expect(await world.store.message.findUnique({ where: { id: messageId } })).toMatchObject({
      sentAt: null,
      cancelledAt: null,
      accountId: null,
    });
    expect(await admin.does(closeBounced, { messageId })).toBe('known');
    expect(await reasonOf(admin.does(closeBounced, { messageId: newId() }))).toBe('input-invalid');
  });
});
