import type { Update, WebhookInfo } from 'grammy/types';
import { badRequest } from './refusal.ts';
import type { UpdateQueue, Waiting } from './updates.ts';

export type Webhook = { url: string; secret: string; maxConnections: number };

/** One attempt to hand an update to the webhook. `status` is null when no answer came. */
export type Delivery = {
  updateId: number;
  attempt: number;
  at: number;
  ms: number;
  status: number | null;
  answer: string;
};

type Needs = { queue: UpdateQueue; now: () => number; timeoutMs: number; retryMs: number };

/** POSTs what waits to the webhook: in order within a chat, up to `max_connections` at once, until each gets a 2xx. */
export function webhookDelivery({ queue, now, timeoutMs, retryMs }: Needs) {
  const deliveries: Delivery[] = [];
  const open = new Set<AbortController>();
  const pauses = new Set<NodeJS.Timeout>();
  let hook: Webhook | undefined;
  let lastError: { at: number; message: string } | undefined;

  const pump = () => {
    if (!hook) return;
    const busyLanes = new Set(queue.pending().flatMap((entry) => (entry.busy ? [entry.lane] : [])));
    for (const entry of queue.pending()) {
      // What a test pushes by itself goes out at once, whatever is under way.
      const pushed = typeof entry.lane === 'symbol';
      if (entry.busy || (!pushed && (busyLanes.has(entry.lane) || open.size >= hook.maxConnections))) {
        busyLanes.add(entry.lane);
        continue;
      }
      busyLanes.add(entry.lane);
      void deliver(entry, hook);
    }
  };

  const deliver = async (entry: Waiting, to: Webhook) => {
    entry.busy = true;
    entry.attempts += 1;
    const controller = new AbortController();
    open.add(controller);
    const startedAt = performance.now();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    const { status, answer } = await post(to, JSON.stringify(entry.update), controller.signal);
    clearTimeout(timer);
    open.delete(controller);
    const ms = performance.now() - startedAt;
    deliveries.push({ updateId: entry.update.update_id, attempt: entry.attempts, at: now(), ms, status, answer });
    if (status !== null && status >= 200 && status < 300) return queue.finish(entry);
    lastError = {
      at: now(),
      message: status === null ? 'Read timeout expired' : `Wrong response from the webhook: ${status}`,
    };
    const pause = setTimeout(() => {
      pauses.delete(pause);
      entry.busy = false;
      pump();
    }, retryMs);
    pauses.add(pause);
  };

  queue.watchers.add(pump);

  return {
    deliveries,
    set(next: Webhook | undefined) {
      hook = next;
      lastError = undefined;
      pump();
    },
    current: () => hook,
    info: (): WebhookInfo => ({
      url: hook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: queue.pending().length,
      ...(lastError ? { last_error_date: Math.floor(lastError.at / 1000), last_error_message: lastError.message } : {}),
      ...(hook ? { max_connections: hook.maxConnections } : {}),
      ...(queue.allowed().length ? { allowed_updates: queue.allowed() as Exclude<keyof Update, 'update_id'>[] } : {}),
    }),
    close() {
      hook = undefined;
      queue.watchers.delete(pump);
      for (const pause of pauses) clearTimeout(pause);
      for (const controller of open) controller.abort();
    },
  };
}

export type WebhookDelivery = ReturnType<typeof webhookDelivery>;

async function post(to: Webhook, body: string, signal: AbortSignal) {
  const headers = {
    'content-type': 'application/json',
    ...(to.secret === '' ? {} : { 'x-telegram-bot-api-secret-token': to.secret }),
  };
  try {
    const response = await fetch(to.url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    return { status: response.status, answer: await response.text() };
  } catch {
    return { status: null, answer: '' };
  }
}

/** HTTPS as the platform demands it; plain HTTP only towards this machine, for tests. */
export function checkedWebhook(url: string, secret: string, maxConnections: number): Webhook {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHere = parsed?.hostname === '127.0.0.1' || parsed?.hostname === 'localhost';
  if (!parsed || !(parsed.protocol === 'https:' || (isHere && parsed.protocol === 'http:')))
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!isHere && !['', '443', '80', '88', '8443'].includes(parsed.port))
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  if (!/^[A-Za-z0-9_-]{0,256}$/.test(secret)) throw badRequest('secret token contains unallowed characters');
  return { url, secret, maxConnections: Math.min(100, Math.max(1, maxConnections)) };
}
