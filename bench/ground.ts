import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Clock, realClock } from '../core/clock.ts';
import { openDoor } from '../core/door.ts';
import { type Keyring, makeVaultKey, openKeyring } from '../core/vault.ts';
import { openStore } from '../prisma/client.ts';
import { databaseAt, once } from '../prisma/database.ts';
import { startEmbeddedPostgres } from '../prisma/embedded-postgres.ts';
import { migrate } from '../prisma/migrate.ts';
import { seededPeople, seedTryOut } from '../prisma/seed.ts';

export interface Ground {
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** A copy of a database as it stands; nobody may be connected to it. */
  copy(url: string): Promise<string>;
  seeded(): Promise<string>;
  open(url: string): Promise<Stood>;
  end(): Promise<void>;
}

export type Stood = Awaited<ReturnType<typeof stand>>;

/** An embedded Postgres of the bench's own, fsync on, gone with it. */
export async function benchGround(): Promise<Ground> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tryeza-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const keyring = openKeyring(makeVaultKey());
  const clock = realClock;
  const fresh = () => databaseAt(server.url, `bench_${randomBytes(5).toString('hex')}`);
  return {
    keyring,
    clock,
    async copy(url) {
      const made = fresh();
      const nameOf = (one: string) => pg.escapeIdentifier(decodeURIComponent(new URL(one).pathname.slice(1)));
      await once(server.url, (client) => client.query(`CREATE DATABASE ${nameOf(made)} TEMPLATE ${nameOf(url)}`));
      return made;
    },
    async seeded() {
      const url = fresh();
      await migrate(url);
      const opened = openStore({ url, max: 4 });
      await seedTryOut({ store: opened.prisma, keyring, clock });
      await opened.close();
      return url;
    },
    open: (url) => stand(url, keyring, clock),
    end: () => server.discard(),
  };
}

async function stand(url: string, keyring: Keyring, clock: Clock) {
  const { prisma: store, pool, close } = openStore({ url, max: 12 });
  return { url, store, pool, close, people: await seededPeople(store), door: openDoor({ store, clock, keyring }) };
}
