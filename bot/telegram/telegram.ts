import type { Router } from 'express';
import type { Api } from 'grammy';
import type { Transport } from '../../core/outbox/transport.ts';
import type { Log } from '../channel/log.ts';
import { growing, pause } from '../channel/pause.ts';
import { nameCommands } from './command-list.ts';
import { fileReader } from './file.ts';
import type { Lease } from './lease.ts';
import { type PatienceParts, patience } from './patience.ts';
import { startPolling, type WayIn } from './polling.ts';
import { type TelegramAccess, telegramApi, telegramTransport } from './transport.ts';
import { codeOf } from './trouble.ts';
import { KINDS } from './update.ts';
import { telegramUpdates, type UpdatesParts } from './updates.ts';
import { webhook } from './webhook.ts';

/** Longer than a long poll. */
const POLL_TIMEOUT_MS = 30_000;

export interface TelegramParts extends TelegramAccess, UpdatesParts, PatienceParts {
  /** By webhook, registered at `<publicUrl>/telegram/webhook`, or by polling under a lease. */
  readonly way:
    | { readonly by: 'webhook'; readonly publicUrl: string; readonly secret: string }
    | { readonly by: 'polling'; readonly lease: Lease; readonly renewMs?: number };
  readonly log: Log;
}

export interface Telegram {
  readonly transport: Transport;
  /** Only by webhook: to be mounted at `/telegram/webhook`, before any body parser. */
  readonly router: Router | null;
  /** The platform was reached. Not before that; a menu that could not be named changes nothing. */
  ready(): boolean;
  /** Takes nothing more and resolves when what was under way is committed and answered. */
  stop(): Promise<void>;
}

export function startTelegram(parts: TelegramParts): Telegram {
  const api = telegramApi(parts);
  const updates = telegramUpdates({ ...parts, api, readFile: fileReader(api, parts) });
  const shared = { ...parts, api, updates, patience: patience(parts) };
  void nameCommands(shared);
  const { way } = parts;
  const transport = telegramTransport(parts);
  if (way.by === 'polling') {
    const pollApi = telegramApi({ ...parts, timeoutMs: POLL_TIMEOUT_MS });
    return { transport, router: null, ...startPolling({ ...shared, ...way, api: pollApi }) };
  }
  const { router, stop } = webhook({ ...shared, secret: way.secret });
  const registered = register(api, way, parts.log);
  return {
    transport,
    router,
    ready: registered.ready,
    async stop() {
      await registered.stop();
      await stop();
    },
  };
}

/** Tells the platform where to send updates, until it has heard. */
function register(api: Api, way: { publicUrl: string; secret: string }, log: Log): WayIn {
  const stopping = new AbortController();
  let isReady = false;
  const url = `${way.publicUrl.replace(/\/+$/, '')}/telegram/webhook`;
  const run = async () => {
    for (let failures = 1; !stopping.signal.aborted; failures += 1) {
      try {
        await api.raw.setWebhook({ url, secret_token: way.secret, allowed_updates: KINDS });
        isReady = true;
        return;
      } catch (trouble) {
        log.warn({ code: codeOf(trouble), failures }, 'the webhook was not registered');
        await pause(growing(failures, 15_000), stopping.signal);
      }
    }
  };
  const running = run();
  return {
    ready: () => isReady,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
