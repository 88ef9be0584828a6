import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { realClock } from '../../core/clock.ts';
import { readConfig } from '../../core/config.ts';
import { makeVaultKey, openKeyring } from '../../core/vault.ts';
import { startTryeza } from '../../main.ts';
import { openStore } from '../../prisma/client.ts';
import { freePort } from '../../prisma/free-port.ts';
import { seedTryOut } from '../../prisma/seed.ts';
import { aDatabase } from '../support/database.ts';

const startedOn = (databaseUrl: string, vaultKey = makeVaultKey()) =>
  startTryeza({
    config: readConfig({ DATABASE_URL: databaseUrl, VAULT_KEY: vaultKey, PORT: '0', LOG_LEVEL: 'silent' }),
    dataDir: tmpdir(),
    say: () => undefined,
  });

test('an address at which nobody answers is named by its setting, without its value', async () => {
  const url = `postgres://somebody:secret-word@127.0.0.1:${await freePort()}/nowhere`;
  const refused = startedOn(url);
  await expect(refused).rejects.toThrow(/DATABASE_URL: nobody answers there \(ECONNREFUSED\)/);
  await expect(refused).rejects.toSatisfy((fault) => !/secret-word|nowhere/.test(String(fault)));
});

test('a key that opens nothing of the database is refused before anything is written under it', async () => {
  const { url, drop } = await aDatabase();
  const key = makeVaultKey();
  const { prisma: store, close } = openStore({ url, max: 2 });
  await seedTryOut({ store, keyring: openKeyring(key), clock: realClock });
  try {
    await expect(startedOn(url)).rejects.toThrow(/VAULT_KEY is not the key of this database/);
    const running = await startedOn(url, `${makeVaultKey()},${key}`);
    await running.stop();
  } finally {
    await close();
    await drop();
  }
});
