import { afterAll, beforeAll, expect, test } from 'vitest';
import { inviteHere, tokenHere } from '../../../core/office/invite-here.ts';
import { personOfToken } from '../../../core/token.ts';
import { hashSecret } from '../../../core/vault.ts';
import { aSmallWorld, type SmallWorld } from '../../worker/small-world.ts';

let world: SmallWorld;
beforeAll(async () => {
  world = await aSmallWorld();
});
afterAll(() => world?.close());

const room = () => ({ db: world.store, keyring: world.keyring, now: world.clock.now() });
const who = { name: 'Ada Shembulli', role: 'case-manager', locale: 'sq' } as const;
const invitedBy = (code: string) =>
  world.store.invite.findUniqueOrThrow({ where: { codeHash: hashSecret(code) }, include: { person: true } });

test('somebody new gets a role and a code; the same name again a code for the same person, and no role', async () => {
  const first = await inviteHere(room(), world.officeId, who);
  expect(first.known).toBe(false);
  const again = await inviteHere(room(), world.officeId, { ...who, role: 'admin' });
  expect(again.known).toBe(true);
  const [one, other] = [await invitedBy(first.code), await invitedBy(again.code)];
  expect(other.personId).toBe(one.personId);
  const roles = await world.store.role.findMany({ where: { personId: one.personId } });
  expect(roles.map(({ role }) => role)).toEqual(['case-manager']);
  const audited = await world.store.auditEntry.count({ where: { act: 'person.invite' } });
  expect(audited).toBe(2);
});

test('a token speaks for the person of that name, for so many days; nobody of another name gets one', async () => {
  await inviteHere(room(), world.officeId, { ...who, name: 'Besnik Provuesi' });
  const now = world.clock.now();
  expect(await tokenHere(room(), world.officeId, { name: 'Askush Askundi', days: 30 })).toBeNull();
  const token = (await tokenHere(room(), world.officeId, { name: 'Besnik Provuesi', days: 2 })) ?? '';
  const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const owner = await personOfToken(world.store, token, later(1));
  const { person } = await world.store.apiToken.findFirstOrThrow({ include: { person: true } });
  expect(owner?.personId).toBe(person.id);
  expect(await personOfToken(world.store, token, later(2))).toBeNull();
  expect(await world.store.auditEntry.count({ where: { act: 'token.made' } })).toBe(1);
});
