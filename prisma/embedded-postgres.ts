import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort, isFree } from './free-port.ts';
import { dwellingOf } from './postgres-dwelling.ts';
import { type Program, postgresProgram } from './postgres-program.ts';

export type EmbeddedPostgres = Readonly<{
  /** Of the database `postgres` on this server, password included. */
  url: string;
  /** Where the server's own files are; not always inside `dataDir`, see the dwelling. */
  cluster: string;
  stop(): Promise<void>;
  /** Stops it and deletes everything it has stored. */
  discard(): Promise<void>;
}>;

type Wanted = Readonly<{ dataDir: string; log?: (line: string) => void }>;

const SETTINGS = {
  listen_addresses: "'127.0.0.1'",
  unix_socket_directories: "''",
  max_connections: '250',
  fsync: 'on',
  timezone: "'UTC'",
  log_timezone: "'UTC'",
  // A container's small /dev/shm is enough without parallel queries.
  max_parallel_workers_per_gather: '0',
  // Statements and their values may be personal: the server's log must not hold them.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * A Postgres of our own in `dataDir`, on a loopback port, for the try-out and the tests. It is no child of this process:
 * it outlives kill -9, and the next start takes it over. Stop it only after everything that uses it has drained.
 */
export async function startEmbeddedPostgres({ dataDir, log = () => {} }: Wanted): Promise<EmbeddedPostgres> {
  const dwelling = await dwellingOf(path.resolve(dataDir), log);
  const program = postgresProgram(dwelling);
  const { cluster } = dwelling;
  const password = await passwordOf(dwelling.passwordFile, async () => {
    // A cluster whose password is gone is left over from a data folder that somebody deleted.
    if (await exists(cluster)) await program.stop().catch(() => {});
    await rm(cluster, { recursive: true, force: true });
  });
  if (!(await exists(path.join(cluster, 'PG_VERSION')))) {
    log('Creating the embedded Postgres database');
    await initialise(program, cluster, password, dwelling.owner);
  }
  const port = (await adopted(program, cluster, password, log)) ?? (await started(program, cluster, password, log));
  return {
    url: urlOf(port, password),
    cluster,
    stop: () => program.stop(),
    async discard() {
      await program.stop();
      for (const folder of dwelling.folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function initialise(
  program: Program,
  cluster: string,
  password: string,
  owner?: Program['owner'],
): Promise<void> {
  // Made aside and renamed, so that a start cut off in the middle leaves no half cluster.
  const aside = `${cluster}.${randomBytes(4).toString('hex')}`;
  const passwordFile = `${aside}.password`;
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) await chown(passwordFile, owner.uid, owner.gid);
    await program.initialise(aside, passwordFile);
    await rename(aside, cluster).catch(async (failed: unknown) => {
      if (!(await exists(path.join(cluster, 'PG_VERSION')))) throw failed;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(aside, { recursive: true, force: true });
  }
}

/** The port of a server that an earlier process left running on this cluster. */
async function adopted(program: Program, cluster: string, password: string, log: (line: string) => void) {
  const running = await program.running(cluster);
  if (!running) return undefined;
  if (!(await answers(urlOf(running.port, password), 20_000))) return undefined;
  log('Found the embedded Postgres still running and took it over');
  return running.port;
}

async function started(program: Program, cluster: string, password: string, log: (line: string) => void) {
  for (let attempt = 1; ; attempt++) {
    const port = await portFor(cluster, attempt > 1);
    const settings = Object.entries({ ...SETTINGS, port }).map(([name, value]) => `${name} = ${value}\n`);
    await writeFile(path.join(cluster, 'postgresql.auto.conf'), settings.join(''));
    try {
      await program.start(cluster);
      if (await answers(urlOf(port, password), 20_000)) return port;
      throw new Error(`The embedded Postgres in ${cluster} started but does not accept our password.`);
    } catch (failed) {
      // Another process may have started the same cluster, or taken the port, between our look and our start.
      const taken = await adopted(program, cluster, password, log);
      if (taken) return taken;
      if (attempt === 3) throw failed;
    }
  }
}

async function portFor(cluster: string, another: boolean): Promise<number> {
  const settings = await readFile(path.join(cluster, 'postgresql.auto.conf'), 'utf8').catch(() => '');
  const last = Number(/^port = (\d+)$/m.exec(settings)?.[1]);
  return last && !another && (await isFree(last)) ? last : freePort();
}

/** Kept beside the cluster, readable by this user only; `fresh` runs before a new one is written. */
async function passwordOf(file: string, fresh: () => Promise<void>): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return kept;
  await fresh();
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(() => {});
  await chmod(file, 0o600);
  return readFile(file, 'utf8');
}

async function answers(url: string, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += 50) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return true;
    } catch (failed) {
      const code = (failed as { code?: string }).code;
      // 57P03: still starting or recovering. Anything else will not change by waiting.
      if (code !== '57P03' && code !== 'ECONNREFUSED') return false;
      if (code === 'ECONNREFUSED' && waited > 2_000) return false;
      await pause(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  return false;
}

const urlOf = (port: number, password: string) => `postgresql://tryeza:${password}@127.0.0.1:${port}/postgres`;

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
