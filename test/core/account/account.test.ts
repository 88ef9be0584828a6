import { beforeEach, describe, expect, test } from 'vitest';
import { accountAt, type Known } from '../../../core/account/account-at.ts';
import { linkAccount } from '../../../core/account/link.ts';
import { Refused } from '../../../core/errors.ts';
import { newId } from '../../../core/id.ts';
import { invitePerson } from '../../../core/invite.ts';
import { deactivatePerson } from '../../../core/person/deactivate.ts';
import { changeSettings } from '../../../core/person/settings.ts';
import { aWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
  return () => world.end();
});

const chat = (address: string) => ({ channel: 'telegram', address, locale: 'en' as const });
const officeId = async () => (await world.store.office.findUniqueOrThrow({ where: { code: 'QPR' } })).id;

async function invited(role = 'reporter') {
  const person = { name: 'Ftuar Shembulli', locale: 'sq', mandated: true, roles: [{ role }] };
  return world.as('head').does(invitePerson, { officeId: await officeId(), person });
}

const link = ({ personId, accountId }: Known, code: string) =>
  world.door.through(linkAccount, personId, { code, accountId });

async function reasonOf(attempt: Promise<unknown>): Promise<string> {
  const fault: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (fault instanceof Refused) return fault.reason;
  throw fault ?? new Error('nothing was refused');
}

describe('a chat', () => {
  test('that wrote for the first time becomes one unverified person, however often it writes at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => accountAt(world, chat('42'))));
    expect(new Set(all.map(({ personId }) => personId)).size).toBe(1);
    const [{ personId } = { personId: '' }] = all;
    expect(await world.store.person.findUnique({ where: { id: personId } })).toMatchObject({
      verifiedAt: null,
      locale: 'en',
    });
  });

  test('stores its address sealed only', async () => {
    const { accountId } = await accountAt(world, chat('4242424242'));
    const row = await world.store.channelAccount.findUniqueOrThrow({ where: { id: accountId } });
    expect(JSON.stringify(row)).not.toContain('4242424242');
    expect(Buffer.from(row.sealedAddress).toString()).not.toContain('4242424242');
  });
});

describe('an invite code', () => {
  test('binds a chat to the invited person, once; the draft begun before comes along', async () => {
    const known = await accountAt(world, chat('42'));
    const heard = { personId: known.personId, account: { id: known.accountId, channel: 'telegram' } };
    const command = { kind: 'command', argument: '' } as const;
    await world.converse({ ...heard, updateId: '1', incoming: { ...command, name: 'refer' } });
    const { personId, code } = await invited();
    await world.converse({
      ...heard,
      updateId: '2',
      incoming: { ...command, name: 'start', argument: code, ref: '9' },
    });
    expect(await accountAt(world, chat('42'))).toEqual({ personId, accountId: known.accountId });
    expect(await world.store.draft.findMany()).toMatchObject([{ personId, form: 'e-1' }]);
    expect(await world.store.person.findUnique({ where: { id: personId } })).toMatchObject({
      verifiedAt: world.clock.now(),
    });
    expect(await world.store.message.findMany({ where: { kind: 'delete' } })).toMatchObject([
      { targetRef: '9', personId },
    ]);
    await world.converse({
      personId,
      account: heard.account,
      updateId: '3',
      incoming: { kind: 'text', text: 'Diçka', edited: false },
    });
    expect(await world.store.message.findFirst({ orderBy: { seq: 'desc' } })).toMatchObject({
      field: 'danger',
      personId,
    });
    expect(await reasonOf(link(await accountAt(world, chat('43')), code))).toBe('code-used');
  });

  test('is refused clearly when it is unknown, expired or withdrawn', async () => {
    const known = await accountAt(world, chat('42'));
    expect(await reasonOf(link(known, 'nothing'))).toBe('code-unknown');
    const { personId, code } = await invited();
    await world.store.invite.updateMany({ where: { personId }, data: { revokedAt: world.clock.now() } });
    expect(await reasonOf(link(known, code))).toBe('code-revoked');
    const late = await invited();
    world.clock.advance('P14D');
    expect(await reasonOf(link(known, late.code))).toBe('code-expired');
    expect(await world.store.channelAccount.count({ where: { personId: { in: [personId, late.personId] } } })).toBe(0);
  });

  test('is stored hashed, and gives nobody a chat of somebody else', async () => {
    const { code } = await invited();
    expect(JSON.stringify(await world.store.invite.findMany())).not.toContain(code);
    const other = await accountAt(world, chat('1'));
    const known = await accountAt(world, chat('2'));
    expect(await reasonOf(link({ ...known, accountId: other.accountId }, code))).toBe('not-found');
  });

  test('is given by the head and the admin alone', async () => {
    const person = { name: 'Ftuar Shembulli', locale: 'sq', roles: [{ role: 'reporter' }] };
    expect(await reasonOf(world.as('teacher').does(invitePerson, { officeId: await officeId(), person }))).toBe(
      'not-allowed',
    );
    expect(await reasonOf(world.as('other-head').does(invitePerson, { officeId: await officeId(), person }))).toBe(
      'not-allowed',
    );
  });
});

test('whoever came without an invite sends three reports a day; danger is never held back', async () => {
  const { personId, accountId } = await accountAt(world, chat('42'));
  let update = 0;
  const sends = (incoming: Parameters<World['converse']>[0]['incoming']) =>
    world.converse({ personId, account: { id: accountId, channel: 'telegram' }, updateId: String(++update), incoming });
  const taps = async (act: string) => {
    const button = await world.store.button.findFirst({
      where: { personId, act, usedAt: null },
      orderBy: { message: { seq: 'desc' } },
    });
    await sends({ kind: 'tap', button: button?.id ?? '' });
  };
  const says = (text: string) => sends({ kind: 'text', text, edited: false });
  const report = async (danger: string) => {
    await sends({ kind: 'command', name: 'refer', argument: '' });
    if ((await world.store.draft.count({ where: { personId, sentAt: null } })) > 0 && danger === 'yes')
      await taps('new');
    await taps(`choose:${danger}`);
    await says('Shkolla');
    await says('Ndodh diçka');
    await taps('skip');
    if (danger === 'yes') return;
    await taps('choose:now');
    await taps('summary');
    await taps('send');
  };
  for (let n = 0; n < 4; n += 1) await report('no');
  expect(await world.store.referral.count()).toBe(3);
  expect(await world.store.message.findFirst({ orderBy: { seq: 'desc' } })).toMatchObject({
    params: { lines: [{ text: 'refused.rate-limited' }] },
  });
  await report('yes');
  expect(await world.store.referral.findMany({ where: { danger: true } })).toMatchObject([{ verified: false }]);
});

test('a person who leaves loses all access at once, and the head hears which cases need somebody', async () => {
  const [head, manager] = [world.as('head'), world.as('manager-1')];
  const ids = { childId: newId(), referralId: newId(), caseId: newId() };
  const now = world.clock.now();
  await world.store.child.create({ data: { id: ids.childId, sealedIdentity: new Uint8Array() } });
  const common = { officeId: await officeId(), danger: false, identifiedAt: now, referredAt: now };
  await world.store.referral.create({
    data: {
      id: ids.referralId,
      ...common,
      recordedById: head.personId,
      reference: 'X',
      way: 'direct',
      verified: true,
      sealedAnswers: new Uint8Array(),
    },
  });
  await world.store.case.create({
    data: {
      id: ids.caseId,
      ...common,
      number: 'QPR-2026-0009',
      childId: ids.childId,
      referralId: ids.referralId,
      familyId: ids.referralId,
      managerId: manager.personId,
    },
  });
  await head.does(deactivatePerson, { personId: manager.personId });
  expect(await world.store.case.findUnique({ where: { id: ids.caseId } })).toMatchObject({
    managerId: null,
    closedAt: null,
  });
  expect(await head.last()).toMatchObject({ template: 'person-left', params: { count: 1 } });
  expect(await reasonOf(manager.does(changeSettings, {}))).toBe('person-deactivated');
});
