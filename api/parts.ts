import type { RequestHandler, Router } from 'express';
import type { Clock } from '../core/clock.ts';
import type { Door } from '../core/door.ts';
import type { Log } from '../core/log.ts';
import type { Store } from '../core/store.ts';
import type { Keyring } from '../core/vault.ts';
import type { Wordings } from '../core/wording.ts';

/** What a process needs to show itself over HTTP. */
export interface ServiceParts {
  readonly log: Pick<Log, 'debug' | 'info' | 'error'>;
  /** The public address is https: browsers are told to stay there. */
  readonly https: boolean;
  /** Each part of the service by name; ready when all are true. */
  ready(): Promise<Readonly<Record<string, boolean>>>;
  /** A prom-client registry fits. */
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
  /** Platforms' webhooks: before any body parser, because their signatures cover the raw body. */
  readonly mounts?: readonly RequestHandler[];
}

/** All that the office's side needs from the house. */
export interface ApiParts extends ServiceParts {
  readonly store: Store;
  readonly door: Door;
  /** Domain time. */
  readonly clock: Clock;
  /** Tokens, links and idempotency keys run on the real one. */
  readonly realClock: Clock;
  readonly keyring: Keyring;
  readonly wording: Wordings;
  /** What is thrown in it is answered like everything else. */
  readonly tryOut?: Router;
}
