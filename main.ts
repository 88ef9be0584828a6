import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { apiApp, serviceApp } from './api/app.ts';
import { answerAtOnce } from './bot/answer-at-once.ts';
import { emailTransport } from './bot/email/transport.ts';
import { slackTransport } from './bot/slack/transport.ts';
import { startBot } from './bot/start.ts';
import { telegramTransport } from './bot/telegram/transport.ts';
import { webTransport } from './bot/web/transport.ts';
import { offerEmail } from './core/account/email-offered.ts';
import { refuseForeignKey } from './core/account/foreign-key.ts';
import { type MovableClock, realClock } from './core/clock.ts';
import { type Config, ConfigError, readConfig } from './core/config.ts';
import { type DoorParts, openDoor } from './core/door.ts';
import { draftChores } from './core/draft/chores.ts';
import type { Failing } from './core/failpoint.ts';
import { openHouse } from './core/house.ts';
import { settingsFromFiles } from './core/settings-from-files.ts';
import { keepClock, tryOutClock } from './core/try-out-clock.ts';
import { keptVaultKey } from './core/vault/kept-key.ts';
import { type Running, untilStopped } from './lifetime.ts';
import { databaseAt } from './prisma/database.ts';
import { startEmbeddedPostgres } from './prisma/embedded-postgres.ts';
import { migrate } from './prisma/migrate.ts';
import { endTryOut, isTryOutGround, seedTryOut } from './prisma/seed.ts';
import { openTryOut, zone } from './try-out.ts';
import { startWorker } from './worker/start.ts';

export type Room = 'bot' | 'worker' | 'api';

export interface Wanted {
  /** All of them unless said otherwise. */
  readonly rooms?: readonly Room[];
  readonly config: Config;
  readonly dataDir: string;
  /** Where progress is told to whoever started it. */
  readonly say: (line: string) => void;
  readonly failing?: Failing;
}

export interface Tryeza extends Running {
  readonly address: string;
}

const everyRoom: readonly Room[] = ['bot', 'worker', 'api'];

/** Bot, worker and API in one process (the try-out, and offices that need no more), or those rooms that are wanted. */
export async function startTryeza({ config, dataDir, say, failing, rooms = everyRoom }: Wanted): Promise<Tryeza> {
  const has = (room: Room) => rooms.includes(room);
  const database = config.databaseUrl ? null : await embedded(dataDir, say);
  const databaseUrl = config.databaseUrl ?? database?.url ?? '';
  say('Bringing the database up to date …');
  await migrate(databaseUrl).catch(nameDatabase);

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
            if (!(await isTryOutGround(store)))
              throw new ConfigError(['TRY_OUT=1 needs an empty database, or its own']);
            movable = await tryOutClock(store, zone);
            return movable;
          },
        }
      : {}),
  });
  const { store, clock, keyring, wording, log } = house;
  await refuseForeignKey(store, keyring);
  await offerEmail(store, config.smtp !== null);
  if (config.tryOut) {
    say('Seeding the try-out …');
    await seedTryOut({ store, keyring, clock });
  } else await endTryOut(store);

  // The door tells the worker what is owed, and the worker's chores act through the door.
  let owed: DoorParts['onOwed'];
  const onOwed: NonNullable<DoorParts['onOwed']> = (written) => owed?.(written);
  const door = openDoor({ store, clock, keyring, onOwed, ...(failing ? { failing } : {}) });
  const chores = draftChores({ store, door, onOwed });
  const { publicUrl } = config.web;
  const mail = config.smtp
    ? emailTransport({ smtp: config.smtp, keyring, wording, log, publicUrl, address: () => address })
    : null;
  const transports = [
    ...(config.telegram ? [telegramTransport(config.telegram)] : []),
    ...(config.slack ? [slackTransport({ ...house, access: config.slack })] : []),
    ...(config.tryOut ? [webTransport({ store, clock, wording })] : []),
    ...(mail ? [mail] : []),
  ];
  const injected = failing ? { failing } : {};
  const { redisUrl } = config;
  const worker = has('worker') ? await startWorker({ ...house, redisUrl, transports, chores, ...injected }) : null;
  const channels = new Map(transports.map((transport) => [transport.channel, transport]));
  const answering = worker ? null : answerAtOnce({ ...house, transports: channels, ...injected }, log);
  // A process of the office's side alone has no way out: the relay of a worker sends what it owes.
  owed = worker?.owed ?? (has('bot') ? answering?.owed : undefined);
  const bot = has('bot') ? startBot(house, door) : null;

  const tryOut = movable && bot && worker ? openTryOut({ house, clock: movable, bot, worker, chores }) : undefined;
  const service = {
    log,
    https: config.web.publicUrl?.startsWith('https:') ?? false,
    ready: async () => ({
      database: await answers(store.$queryRaw`SELECT 1`),
      ...(worker ? { queue: await worker.ready() } : {}),
      ...(bot?.telegram ? { telegram: bot.telegram.ready() } : {}),
      ...(bot?.slack ? { slack: bot.slack.ready() } : {}),
    }),
    metrics: house.registry,
    mounts: [
      ...(bot?.telegram?.router ? [at('/telegram/webhook', bot.telegram.router)] : []),
      ...(bot?.slack?.router ? [at('/slack/events', bot.slack.router)] : []),
    ],
  };
  const app = has('api')
    ? apiApp({ ...house, ...service, door, realClock, ...(tryOut ? { tryOut } : {}) })
    : serviceApp(service);

  const server = await listening(app, config.web);
  const { port } = server.address() as AddressInfo;
  address ||= `http://${config.web.host.includes(':') ? `[${config.web.host}]` : config.web.host}:${port}`;
  log.info({ room: rooms.length === 1 ? (rooms[0] ?? 'none') : 'all' }, 'ready');

  return {
    address,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await bot?.stop();
      await answering?.idle();
      await worker?.stop(config.shutdownGraceMs);
      mail?.close();
      server.closeAllConnections();
      await closed;
      if (movable) await keepClock(store, movable);
      await house.close();
      await database?.stop();
    },
  };
}

/** Whoever set the address wrong hears which setting it is; its value is told to nobody. */
function nameDatabase(fault: unknown): never {
  const { code } = fault as { code?: string };
  if (code && unreached.has(code)) throw new ConfigError([`DATABASE_URL: nobody answers there (${code})`]);
  if (code?.startsWith('28')) throw new ConfigError([`DATABASE_URL: user or password is refused (${code})`]);
  throw fault;
}
const unreached: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

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

/** A process of these rooms, as the environment sets it, until it is asked to stop. */
export async function live(rooms?: readonly Room[]): Promise<void> {
  let graceMs = 10_000;
  await untilStopped(
    async () => {
      const config = readConfig(settingsFromFiles(process.env));
      graceMs = config.shutdownGraceMs;
      const say = (line: string) => process.stdout.write(`${line}\n`);
      const running = await startTryeza({ config, dataDir: path.resolve('.data'), say, ...(rooms ? { rooms } : {}) });
      say(config.tryOut ? `\nTryeza is ready. Open ${running.address}\n` : `Tryeza is ready at ${running.address}`);
      return running;
    },
    () => graceMs,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await live();
