import { Registry } from 'prom-client';
import { openStore } from '../prisma/client.ts';
import { type Clock, realClock } from './clock.ts';
import type { Config } from './config.ts';
import { linkCode } from './link.ts';
import { type Log, openLog } from './log.ts';
import { type Metrics, openMetrics } from './metrics.ts';
import { openRendering, type Render } from './rendering.ts';
import type { Store } from './store.ts';
import { type Keyring, openKeyring } from './vault.ts';
import { loadWording, type Wordings } from './wording.ts';

/** What every room stands on. */
export interface House {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly store: Store;
  readonly pool: ReturnType<typeof openStore>['pool'];
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly wording: Wordings;
  readonly log: Log;
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly render: Render;
  close(): Promise<void>;
}

export interface HouseParts {
  readonly config: Config;
  /** Migrated. */
  readonly databaseUrl: string;
  readonly vaultKey: string;
  /** Where links of this house begin; asked when a message is sent. */
  readonly publicUrl: () => string;
  /** Domain time; the real clock unless it is the try-out. */
  readonly clock?: (store: Store) => Promise<Clock>;
}

export async function openHouse({ config, databaseUrl, vaultKey, publicUrl, clock }: HouseParts): Promise<House> {
  const log = openLog({ level: config.logLevel });
  const {
    prisma: store,
    pool,
    close,
  } = openStore({
    url: databaseUrl,
    onIdleError: () => log.warn({ room: 'store' }, 'a connection broke'),
  });
  const keyring = openKeyring(vaultKey);
  const wording = loadWording();
  const registry = new Registry();
  const addressOf = async (id: string) => {
    const link = await store.secureLink.findUniqueOrThrow({ where: { id } });
    return `${publicUrl()}/l/${linkCode(keyring, link)}`;
  };
  return {
    config,
    databaseUrl,
    store,
    pool,
    clock: clock ? await clock(store) : realClock,
    keyring,
    wording,
    log,
    registry,
    metrics: openMetrics(registry),
    render: openRendering({ db: store, wording, keyring, addressOf }),
    close,
  };
}
