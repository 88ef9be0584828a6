import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendAudit } from '../../core/audit.ts';
import { brokenSeal, headsOf, sealHeads } from '../../core/audit-seal.ts';
import { makeVaultKey, openKeyring } from '../../core/vault.ts';
import { aSmallWorld, type SmallWorld } from '../worker/small-world.ts';

let world: SmallWorld;
beforeAll(async () => {
  world = await aSmallWorld();
});
afterAll(() => world?.close());

const append = (chain: string) =>
  appendAudit(world.store, { chain, act: 'case.read', detail: {} }, world.clock.now(), null);
const seal = () => sealHeads(world.store, world.keyring, world.clock.now());

test('seals the heads once for what happened, and the seals hold together', async () => {
  await append('case:a');
  await append('case:b');
  expect(await seal()).toBe(true);
  expect(await seal()).toBe(false);
  const sealedAt = world.clock.now();
  world.clock.advance(60_000);
  await append('case:a');
  expect(await seal()).toBe(true);
  expect(await brokenSeal(world.store, world.keyring)).toBe(null);
  const [first] = await world.store.auditSeal.findMany({ orderBy: { seq: 'asc' } });
  expect(Buffer.from(first?.heads ?? [])).toEqual((await headsOf(world.store, sealedAt)).heads);
});

test('a seal made without the key shows', async () => {
  expect(await brokenSeal(world.store, openKeyring(makeVaultKey()))).not.toBe(null);
  const last = await world.store.auditSeal.findFirstOrThrow({ orderBy: { seq: 'desc' } });
  const { seq, ...rest } = last;
  const forged = await world.store.auditSeal.create({ data: { ...rest, previous: last.seal } });
  expect(forged.seq).toBeGreaterThan(seq);
  expect(await brokenSeal(world.store, world.keyring)).toBe(forged.seq);
});
