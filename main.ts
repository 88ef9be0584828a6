import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { apiApp } from './api/app.ts';
import { startBot } from './bot/start.ts';
import { telegramTransport } from './bot/telegram/transport.ts';
import { webTransport } from './bot/web/transport.ts';
import { type MovableClock, realClock } from './core/clock.ts';
import { type Config, readConfig } from './core/config.ts';
import { type DoorParts, openDoor } from './core/door.ts';
import { draftChores } from './core/draft/chores.ts';
import type { Failing } from './core/failpoint.ts';
import { openHouse } from './core/house.ts';
import { keepClock, tryOutClock } from './core/try-out-clock.ts';
import { keptVaultKey } from './core/vault/kept-key.ts';
import { live, type Running } from './lifetime.ts';
import { databaseAt } from './prisma/database.ts';
import { startEmbeddedPostgres } from './prisma/embedded-postgres.ts';
import { migrate } from './prisma/migrate.ts';
import { seedTryOut } from './prisma/seed.ts';
import { openTryOut, zone } from './try-out.ts';
import { startWorker } from './worker/start.ts';

export interface Wanted {
  readonly config: Config;
  readonly dataDir: string;
  /** Where progress is told to whoever started it. */
  readonly say: (line: string) => void;
  readonly failing?: Failing;
}

export interface Tryeza extends Running {
  readonly address: string;
}

/** Bot, worker and API in one process: the try-out, and offices that need no more. */
export async function startTryeza({ config, dataDir, say, failing }: Wanted): Promise<Tryeza> {
  const database = config.databaseUrl ? null : await embedded(dataDir, say);
  const databaseUrl = config.databaseUrl ?? database?.url ?? '';
  say('Bringing the database up to date …');
  await migrate(databaseUrl);

  let address = config.web.publicUrl ?? '';
  let movable: MovableClock | undefined;
  const house = await openHouse({
    config,
    databaseUrl,
    vaultKey: config.vaultKey ?? (await keptVaultKey(dataDir)),
    publicUrl: () => address,
    ...(config.tryOut
      ? {
          clock: async (store) => {
            movable = await tryOutClock(store, zone);
            return movable;
          },
        }
      : {}),
  });
  const { store, clock, keyring, wording, log, metrics, render } = house;
  if (config.tryOut) {
    say('Seeding the try-out …');
    await seedTryOut({ store, keyring, clock });
  }

  // The door tells the worker what is owed, and the worker's chores act through the door.
  let owed: DoorParts['onOwed'];
  const onOwed: NonNullable<DoorParts['onOwed']> = (written) => owed?.(written);
  const door = openDoor({ store, clock, keyring, onOwed, ...(failing ? { failing } : {}) });
  const chores = draftChores({ store, door, onOwed });
  const worker = await startWorker({
    store,
    databaseUrl,
    clock,
    keyring,
    render,
    transports: [
      ...(config.telegram ? [telegramTransport(config.telegram)] : []),
      ...(config.tryOut ? [webTransport({ store, clock, wording })] : []),
    ],
    ...(config.redisUrl ? { redisUrl: config.redisUrl } : {}),
    ...(failing ? { failing } : {}),
    log,
    metrics,
    chores,
  });
  owed = worker.owed;
  const bot = startBot(house, door);

  const tryOut = movable ? openTryOut({ house, clock: movable, bot, worker, chores }) : undefined;
  const app = apiApp({
    store,
    door,
    clock,
    realClock,
    keyring,
    wording,
    log,
    https: config.web.publicUrl?.startsWith('https:') ?? false,
    ready: async () => ({
      database: await answers(store.$queryRaw`SELECT 1`),
      queue: await worker.ready(),
      ...(bot.telegram ? { telegram: bot.telegram.ready() } : {}),
    }),
    metrics: house.registry,
    ...(bot.telegram?.router ? { mounts: [at('/telegram/webhook', bot.telegram.router)] } : {}),
    ...(tryOut ? { tryOut } : {}),
  });

  const server = await listening(app, config.web);
  const { port } = server.address() as AddressInfo;
  address ||= `http://${config.web.host.includes(':') ? `[${config.web.host}]` : config.web.host}:${port}`;
  log.info({ room: 'all' }, 'ready');

  return {
    address,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await bot.stop();
      await worker.stop(config.shutdownGraceMs);
      server.closeAllConnections();
      await closed;
      if (movable) await keepClock(store, movable);
      await house.close();
      await database?.stop();
    },
  };
}

async function embedded(dataDir: string, say: (line: string) => void) {
  say('Starting the embedded Postgres …');
  const { url, stop } = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres') });
  return { url: databaseAt(url, 'tryeza'), stop };
}

const answers = (asked: PromiseLike<unknown>): Promise<boolean> =>
  Promise.resolve(asked).then(
    () => true,
    () => false,
  );

const at = (where: string, router: Router): RequestHandler => express.Router().use(where, router);

/** Rejects when the port is taken. */
function listening(app: Express, { port, host }: Config['web']): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  let graceMs = 10_000;
  await live(
    async () => {
      const config = readConfig(process.env);
      graceMs = config.shutdownGraceMs;
      const say = (line: string) => process.stdout.write(`${line}\n`);
      const running = await startTryeza({ config, dataDir: path.resolve('.data'), say });
      say(config.tryOut ? `\nTryeza is ready. Open ${running.address}\n` : `Tryeza is ready at ${running.address}`);
      return running;
    },
    () => graceMs,
  );
}
