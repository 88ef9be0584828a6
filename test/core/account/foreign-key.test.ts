import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseForeignKey } from '../../../core/account/foreign-key.ts';
import { makeVaultKey, openKeyring } from '../../../core/vault.ts';
import { aSmallWorld, type SmallWorld } from '../../worker/small-world.ts';

let world: SmallWorld;
beforeAll(async () => {
  world = await aSmallWorld();
});
afterAll(() => world?.close());

const refusal = 'VAULT_KEY is not the key of this database: it opens nothing that is in it';

test('any key is right for a database that holds nobody', async () => {
  await refuseForeignKey(world.store, openKeyring(makeVaultKey()));
});

test('a key that opens nothing of what is there is refused; one of a list is enough', async () => {
  await world.aPerson({ role: 'head' });
  const stranger = makeVaultKey();
  await expect(refuseForeignKey(world.store, openKeyring(stranger))).rejects.toThrow(refusal);
  await refuseForeignKey(world.store, world.keyring);
  const listed = { first: openKeyring(stranger).first, all: [...openKeyring(stranger).all, ...world.keyring.all] };
  await refuseForeignKey(world.store, listed);
});
