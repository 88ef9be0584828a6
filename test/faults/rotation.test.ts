import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accountAt } from '../../core/account/account-at.ts';
import { giveEmail, removeEmail } from '../../core/account/email.ts';
import { emailToken } from '../../core/account/email-address.ts';
import type { Act } from '../../core/act.ts';
import { brokenAt } from '../../core/audit.ts';
import { brokenSeal, sealHeads } from '../../core/audit-seal.ts';
import { realClock } from '../../core/clock.ts';
import { openDoor } from '../../core/door.ts';
import { answerDraft } from '../../core/draft/answer.ts';
import { beginDraft } from '../../core/draft/begin.ts';
import { answersOf } from '../../core/draft/draft.ts';
import { newId } from '../../core/id.ts';
import { invitePerson } from '../../core/invite.ts';
import { linkCode, makeLink } from '../../core/link.ts';
import { sendReferral } from '../../core/referral/send.ts';
import { supplementReferral } from '../../core/referral/supplement.ts';
import { peopleNamed } from '../../core/referral/suspects.ts';
import { verifyingKeyring } from '../../core/vault/retired-proof.ts';
import {
  exactToken,
  isProof,
  type Keyring,
  makeVaultKey,
  matchScore,
  nameQuery,
  openKeyring,
  proofOf,
  VaultError,
} from '../../core/vault.ts';
import { countKeys, leftIn, rotate } from '../../core/vault-rotation.ts';
import { openName, sealAddress } from '../../core/vault-store.ts';
import { openStore, type Store } from '../../prisma/client.ts';
import { seededPeople, seedTryOut } from '../../prisma/seed.ts';
import { runCommand, startCommand } from '../core/vault/run-command.ts';
import { aDatabase, type TestDatabase } from '../support/database.ts';

vi.setConfig({ testTimeout: 120_000 });

const [oldKey, newKey] = [makeVaultKey(), makeVaultKey()];
const onlyOld = openKeyring(oldKey);
const oldNew = openKeyring(`${oldKey},${newKey}`);
const newOld = openKeyring(`${newKey},${oldKey}`);
const onlyNew = openKeyring(newKey);

let database: TestDatabase;
const stores: Store[] = [];
let people: ReadonlyMap<string, string>;
let officeId: string;

/** A process of the service as far as the case store can tell: connections, a door and a keyring of its own. */
function aProcess(keyring: Keyring) {
  const opened = openStore({ url: database.url, max: 6 });
  stores.push(opened);
  const store = opened.prisma;
  const door = openDoor({ store, clock: realClock, keyring });
  const does = <I, F, R>(who: string, act: Act<I, F, R>, input: unknown): Promise<R> =>
    door.through(act, people.get(who) ?? '', input);
  return { store, keyring, does, account: { store, keyring, clock: realClock } };
}
type Process = ReturnType<typeof aProcess>;

/** What people were told is stored. */
const acknowledged = {
  children: new Map<string, string>(),
  drafts: new Map<string, string>(),
  chats: new Map<string, string>(),
  staff: new Map<string, string>(),
};

const syllables = ['ba', 'dri', 'ke', 'lo', 'mu', 'ne', 'pra', 'sho', 'ti', 'vu', 'za', 'gri'];
let names = 0;
/** Invented, each different when folded. */
const aName = () => {
  const word = (n: number): string =>
    (n >= 12 ? word(Math.floor(n / 12)) : 'x') + (syllables[n % syllables.length] ?? '');
  names += 1;
  return `${word(names * 7)}n ${word(names * 11 + 5)}r`;
};

async function report(on: Process, who: string): Promise<string> {
  const childName = aName();
  const { draftId } = await on.does(who, beginDraft, { form: 'e-1' });
  await on.does(who, answerDraft, {
    draftId,
    answers: { danger: 'no', where: 'tregu', what: 'mban barrë', childName },
  });
  const { referralId } = await on.does(who, sendReferral, { draftId });
  const { childId } = await on.store.case.findFirstOrThrow({ where: { referralId } });
  acknowledged.children.set(childId, childName);
  return referralId;
}

async function supplement(on: Process, who: string, referralId: string): Promise<void> {
  const childName = aName();
  const { draftId } = await on.does(who, beginDraft, { form: 'e-1-more' });
  await on.does(who, answerDraft, { draftId, answers: { childName } });
  await on.does(who, supplementReferral, { referralId, draftId });
  const { childId } = await on.store.case.findFirstOrThrow({ where: { referralId } });
  acknowledged.children.set(childId, childName);
}

async function draft(on: Process, who: string): Promise<void> {
  const { draftId } = await on.does(who, beginDraft, { form: 'e-1' });
  for (const what of ['një', 'dy', 'tre']) {
    await on.does(who, answerDraft, { draftId, answers: { what } });
    acknowledged.drafts.set(draftId, what);
  }
}

async function chat(on: Process, address = newId()): Promise<void> {
  const { accountId } = await accountAt(on.account, { channel: 'telegram', address, locale: 'sq' });
  const known = acknowledged.chats.get(address);
  if (known && known !== accountId) throw new Error('a chat was not recognised');
  acknowledged.chats.set(address, accountId);
}

async function invite(on: Process): Promise<void> {
  const name = aName();
  const person = { name, locale: 'sq', roles: [{ role: 'case-manager' }] };
  const { personId } = await on.does('admin', invitePerson, { officeId, person });
  acknowledged.staff.set(personId, name);
}

/** Everything that people do, over and over, until it is enough; an act that fails is a lost one. */
async function busy(on: Process, who: string, enough: () => boolean): Promise<number> {
  let done = 0;
  while (!enough()) {
    const referralId = await report(on, who);
    await supplement(on, who, referralId);
    await draft(on, who);
    await chat(on);
    for (const address of [...acknowledged.chats.keys()].slice(0, 5)) await chat(on, address);
    await invite(on);
    // An older report too: its child may be the one that is being indexed anew.
    const older = await on.store.referral.findFirst({
      where: { reporterId: people.get(who) ?? '' },
      orderBy: { referredAt: 'asc' },
      skip: done % 10,
    });
    if (older) await supplement(on, who, older.id);
    done += 1;
  }
  return done;
}

const childrenNamed = async (store: Process['store'], keyring: Keyring, name: string): Promise<string[]> => {
  const query = nameQuery(keyring, name);
  const rows = await store.nameToken.findMany({ where: { subjectType: 'child' } });
  const tokens = new Map<string, string[]>();
  for (const { subjectId, token } of rows) tokens.set(subjectId, [...(tokens.get(subjectId) ?? []), token]);
  return [...tokens].filter(([, stored]) => matchScore(query, stored) === 1).map(([id]) => id);
};

const command = (...args: string[]) =>
  [
    'prisma/rotate.main.ts',
    args,
    { DATABASE_URL: database.url, VAULT_KEY: `${newKey},${oldKey}`, LOG_LEVEL: 'silent' },
  ] as const;

beforeAll(async () => {
  database = await aDatabase();
  const opened = openStore({ url: database.url, max: 4 });
  stores.push(opened);
  await seedTryOut({ store: opened.prisma, keyring: onlyOld, clock: realClock });
  people = await seededPeople(opened.prisma);
  officeId = (await opened.prisma.office.findUniqueOrThrow({ where: { code: 'QPR' } })).id;
  // As they lived before anybody thought of another key.
  const before = aProcess(onlyOld);
  for (let n = 0; n < 12; n++) {
    await report(before, n % 2 ? 'teacher' : 'doctor');
    await chat(before);
    await invite(before);
  }
  await draft(before, 'teacher');
  await before.does('teacher', giveEmail, { address: 'somebody@example.org' });
  await before.does('doctor', giveEmail, { address: 'somebody.else@example.org' });
  await before.does('doctor', removeEmail, {});
  await sealHeads(before.store, onlyOld, realClock.now());
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await database?.drop();
});

test('while the setting is changed, processes with old,new and with new,old find what either has written', async () => {
  const [one, two] = [aProcess(oldNew), aProcess(newOld)];
  for (const on of [one, two]) {
    await report(on, 'teacher');
    await draft(on, 'doctor');
    await chat(on);
    await invite(on);
  }
  for (const on of [one, two]) {
    for (const address of acknowledged.chats.keys()) await chat(on, address);
    for (const [childId, name] of acknowledged.children)
      expect(await childrenNamed(on.store, on.keyring, name)).toEqual([childId]);
    for (const [personId, name] of acknowledged.staff)
      expect(await peopleNamed({ db: on.store, keyring: on.keyring }, name, officeId)).toEqual([personId]);
  }
});

test('rotates while people report, is killed in the middle and goes on: everything is under the new key and nothing lost', async () => {
  const counted = await countKeys({ store: aProcess(newOld).store, keyring: newOld, clock: realClock });
  const before = leftIn(counted, newOld);
  expect(before).toBeGreaterThan(50);

  let enough = false;
  const work = [
    busy(aProcess(newOld), 'teacher', () => enough),
    busy(aProcess(newOld), 'doctor', () => enough),
    busy(aProcess(newOld), 'teacher', () => enough),
  ];
  const cut = startCommand(...command('--batch', '2', '--pause', '20'));
  await cut.says(/\d rows brought under it/);
  await pause(100);
  cut.kill();
  expect((await cut.ended).how).toBe('SIGKILL');
  const half = leftIn(await countKeys({ store: aProcess(newOld).store, keyring: newOld, clock: realClock }), newOld);
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(before);

  const again = await runCommand(...command('--batch', '7', '--pause', '5'));
  enough = true;
  const done = await Promise.all(work);
  expect(again.written).toContain('Nothing is left');
  expect(again.how).toBe(0);
  expect(again.written).toContain('Nothing is left');
  expect(again.written).not.toContain(newKey);
  expect(Math.min(...done)).toBeGreaterThan(0);
  const check = await runCommand(...command('--check'));
  expect(check.how).toBe(0);
  expect(check.written).not.toContain(onlyOld.first.id);
});

test('afterwards the new key alone opens, finds and verifies everything', async () => {
  const on = aProcess(onlyNew);
  const { store } = on;
  const counted = await countKeys({ store, keyring: onlyNew, clock: realClock });
  expect(leftIn(counted, onlyNew)).toBe(0);
  for (const [childId, name] of acknowledged.children)
    expect(await childrenNamed(store, onlyNew, name)).toEqual([childId]);
  for (const [draftId, what] of acknowledged.drafts) {
    const row = await store.draft.findUniqueOrThrow({ where: { id: draftId } });
    expect(await answersOf({ db: store, keyring: onlyNew }, row)).toMatchObject({ what });
  }
  for (const [personId, name] of acknowledged.staff) {
    const { sealedName } = await store.person.findUniqueOrThrow({ where: { id: personId } });
    expect(openName(onlyNew, personId, sealedName ?? new Uint8Array())).toBe(name);
    expect(await peopleNamed({ db: store, keyring: onlyNew }, name, officeId)).toEqual([personId]);
  }
  for (const address of acknowledged.chats.keys()) await chat(on, address);
  await report(on, 'teacher');
});

test('afterwards an address for mail is known to its person, and one that was taken away stays forgotten', async () => {
  const { store } = aProcess(onlyNew);
  const tokens = (await store.channelAccount.findMany({ where: { channel: 'email' } })).map((one) => one.addressToken);
  expect(tokens).toHaveLength(2);
  expect(tokens).toContain(emailToken(onlyNew, people.get('teacher') ?? '', 'somebody@example.org'));
  expect(tokens).toContainEqual(expect.stringMatching(/^removed:/));
});

test('afterwards the old key alone opens nothing', async () => {
  const { store } = aProcess(onlyOld);
  const [first] = acknowledged.drafts.keys();
  const row = await store.draft.findUniqueOrThrow({ where: { id: first ?? '' } });
  await expect(answersOf({ db: store, keyring: onlyOld }, row)).rejects.toThrow(VaultError);
});

test('afterwards audit chains and seals hold, also those that the old key sealed', async () => {
  const { store } = aProcess(onlyNew);
  const verifying = await verifyingKeyring(store, onlyNew);
  expect(await brokenSeal(store, verifying)).toBe(null);
  expect(await brokenSeal(store, onlyNew)).not.toBe(null);
  for (const { chain } of await store.auditEntry.findMany({ distinct: ['chain'], select: { chain: true } }))
    expect(await brokenAt(store, chain), chain).toBe(null);
  const entry = await store.auditEntry.findFirstOrThrow({ where: { chain: 'vault:keys' } });
  expect(entry).toMatchObject({ act: 'vault.rotated', detail: { to: onlyNew.first.id } });
});

test('afterwards the receipts that people hold are proof as before', async () => {
  const { store } = aProcess(onlyNew);
  const [first] = await store.referral.findMany({ orderBy: { referredAt: 'asc' }, take: 1 });
  const referral = { reference: first?.reference ?? '', referredAt: first?.referredAt.toISOString() ?? '' };
  const held = proofOf(onlyOld, referral);
  const verifying = await verifyingKeyring(store, onlyNew);
  expect(isProof(onlyNew, referral, held)).toBe(false);
  expect(isProof(verifying, referral, held)).toBe(true);
  expect(isProof(verifying, { ...referral, reference: `${referral.reference}X` }, held)).toBe(false);
  expect(isProof(verifying, referral, proofOf(openKeyring(makeVaultKey()), referral))).toBe(false);
});

test('a second rotation keeps the proofs of the first', async () => {
  const thirdKey = makeVaultKey();
  const { store } = aProcess(onlyNew);
  await rotate(
    { store, keyring: openKeyring(`${thirdKey},${newKey}`), clock: realClock },
    { batch: 50, pauseMs: 0, wait: () => pause(0) },
  );
  const third = openKeyring(thirdKey);
  expect(leftIn(await countKeys({ store, keyring: third, clock: realClock }), third)).toBe(0);
  expect(await brokenSeal(store, await verifyingKeyring(store, third))).toBe(null);
  await rotate(
    { store, keyring: openKeyring(`${newKey},${thirdKey}`), clock: realClock },
    { batch: 50, pauseMs: 0, wait: () => pause(0) },
  );
});

test('waits for a link that is open, and not for one that is over', async () => {
  const { store } = aProcess(newOld);
  const personId = people.get('teacher') ?? '';
  const wanted = { personId, purpose: { does: 'report', caseId: newId() } } as const;
  const anHourAgo = new Date(realClock.now().getTime() - 3_600_000);
  await makeLink(store, onlyOld, wanted, anHourAgo);
  const openId = await makeLink(store, onlyOld, wanted, realClock.now());
  const parts = { store, keyring: newOld, clock: realClock };
  await rotate(parts, { batch: 50, pauseMs: 0, wait: () => pause(0) });
  const counted = await countKeys(parts);
  expect(counted.get('secure_link.hash')).toEqual(new Map([[onlyOld.first.id, 1]]));
  expect(leftIn(counted, newOld)).toBe(1);
  const link = await store.secureLink.findUniqueOrThrow({ where: { id: openId } });
  expect(linkCode(newOld, link)).toMatch(/^[\w-]{22}$/);
  await store.secureLink.deleteMany();
});

test('waits for an invite whose code an open link still shows', async () => {
  const { store } = aProcess(newOld);
  const before = aProcess(onlyOld);
  const person = { id: people.get('manager-1') };
  await aProcess(newOld).does('admin', invitePerson, { officeId, person });
  const parts = { store, keyring: newOld, clock: realClock };
  expect((await countKeys(parts)).get('invite.code_hash')).toEqual(new Map());
  const { inviteId } = await before.does('admin', invitePerson, { officeId, person });
  const purpose = { does: 'invite', inviteId } as const;
  const linkId = await makeLink(store, onlyOld, { personId: people.get('head') ?? '', purpose }, realClock.now());
  expect((await countKeys(parts)).get('invite.code_hash')).toEqual(new Map([[onlyOld.first.id, 1]]));
  await store.secureLink.update({ where: { id: linkId }, data: { expiresAt: realClock.now() } });
  expect((await countKeys(parts)).get('invite.code_hash')).toEqual(new Map());
});

test('a chat that two processes met at once under different keys stays one chat', async () => {
  const { store } = aProcess(newOld);
  const address = newId();
  const known = await accountAt(aProcess(onlyNew).account, { channel: 'telegram', address, locale: 'sq' });
  const [personId, accountId] = [newId(), newId()];
  await store.person.create({ data: { id: personId, locale: 'sq', createdAt: realClock.now() } });
  await store.channelAccount.create({
    data: {
      id: accountId,
      personId,
      channel: 'telegram',
      sealedAddress: sealAddress(onlyOld, accountId, address),
      addressToken: exactToken(onlyOld, 'chat', `telegram:${address}`) ?? '',
      linkedAt: realClock.now(),
    },
  });
  const parts = { store, keyring: newOld, clock: realClock };
  await rotate(parts, { batch: 50, pauseMs: 0, wait: () => pause(0) });
  expect(leftIn(await countKeys(parts), newOld)).toBe(0);
  expect(await accountAt(aProcess(onlyNew).account, { channel: 'telegram', address, locale: 'sq' })).toEqual(known);
  expect(await store.channelAccount.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    deadReason: 'twin',
  });
});

test('what does not open is counted, keeps nobody else from being rotated, and is left as it is', async () => {
  const { store } = aProcess(newOld);
  const id = newId();
  const damaged = new Uint8Array(60).fill(1);
  await store.person.create({ data: { id, locale: 'sq', createdAt: realClock.now(), sealedName: damaged } });
  const parts = { store, keyring: newOld, clock: realClock };
  await rotate(parts, { batch: 50, pauseMs: 0, wait: () => pause(0) });
  const counted = await countKeys(parts);
  expect(counted.get('person.sealed_name')?.get('unreadable')).toBe(1);
  expect(leftIn(counted, newOld)).toBe(1);
  expect((await store.person.findUniqueOrThrow({ where: { id } })).sealedName).toEqual(damaged);
});
