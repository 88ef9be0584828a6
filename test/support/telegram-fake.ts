import type { UserFromGetMe } from 'grammy/types';
import { chatRooms } from './telegram-fake/chats.ts';
import { faultList } from './telegram-fake/faults.ts';
import { fileStore } from './telegram-fake/files.ts';
import { DOCUMENTED, floodControl, type Limits } from './telegram-fake/flood.ts';
import { groupIn } from './telegram-fake/group.ts';
import { type PersonOptions, personIn } from './telegram-fake/person.ts';
import type { Platform } from './telegram-fake/platform.ts';
import { type Logged, telegramServer } from './telegram-fake/server.ts';
import { updateQueue } from './telegram-fake/updates.ts';
import { waitUntil } from './telegram-fake/wait.ts';
import { webhookDelivery } from './telegram-fake/webhook.ts';

export type { ChatMessage, Toast } from './telegram-fake/chats.ts';
export type { Fault } from './telegram-fake/faults.ts';
export type { Limits } from './telegram-fake/flood.ts';
export type { Person, PersonOptions } from './telegram-fake/person.ts';
export type { Accepted, Change, CommandList, Violation } from './telegram-fake/platform.ts';
export type { Logged } from './telegram-fake/server.ts';
export type { Delivery } from './telegram-fake/webhook.ts';

export type TelegramFakeOptions = Partial<Limits> & {
  token?: string;
  /** 0: any free port. */
  port?: number;
  /** The clock for dates and the limits in hours, in ms. Rates, pauses and time-outs always run on the real one. */
  now?: () => number;
  /** How long a tap may wait for its answer, in ms of `now`. Default 30 s. */
  queryLifeMs?: number;
  /** How long one second of a long poll lasts, in ms. Default 1000. */
  pollSecondMs?: number;
  /** When the webhook's answer is given up, in ms. Default 10 000, as on the platform. */
  webhookTimeoutMs?: number;
  /** Pause before an update is sent again, in ms. Default 50; the platform takes longer. */
  webhookRetryMs?: number;
  firstUpdateId?: number;
  /** Messages without `protect_content` become violations. */
  requireProtectContent?: boolean;
};

// Wall clock that starts where the process did; the product's clock is what tests move.
const realNow = () => performance.timeOrigin + performance.now();

/**
 * The Telegram Bot API on 127.0.0.1, as strict as the documentation. `url` is grammY's `client.apiRoot` and the
 * `TELEGRAM_API_ROOT` of a process.
 */
export async function startTelegramFake(options: TelegramFakeOptions = {}) {
  const token = options.token ?? '700000001:fake-token-for-tests-only-000000000';
  const now = options.now ?? realNow;
  const bot = botNamed(Number(token.split(':')[0]));
  const limits: Limits = { ...DOCUMENTED, ...ratesOf(options) };
  const queue = updateQueue({
    firstUpdateId: options.firstUpdateId ?? 100_000_000,
    pollSecondMs: options.pollSecondMs ?? 1000,
  });
  const { webhookTimeoutMs: timeoutMs = 10_000, webhookRetryMs: retryMs = 50 } = options;
  const platform: Platform = {
    bot,
    now,
    rooms: chatRooms(bot),
    files: fileStore(now),
    flood: floodControl(limits, () => performance.now()),
    queue,
    webhook: webhookDelivery({ queue, now, timeoutMs, retryMs }),
    queries: new Map(),
    queryLifeMs: options.queryLifeMs ?? 30_000,
    accepted: [],
    changes: [],
    violations: [],
    requireProtectContent: options.requireProtectContent ?? false,
    commands: new Map(),
  };
  const log: Logged[] = [];
  const faults = faultList();
  const server = telegramServer({ platform, token, log, faults });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  // Longer than any test idles, so that no client reuses a connection that is just being closed.
  server.keepAliveTimeout = 120_000;
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  return {
    url: `http://127.0.0.1:${port}`,
    token,
    bot,
    log,
    /** Messages taken for delivery, in order: the oracle of what was said. */
    accepted: platform.accepted,
    /** Edits and deletions taken, in order. */
    changes: platform.changes,
    violations: platform.violations,
    deliveries: platform.webhook.deliveries,
    /** What `setMyCommands` left, one list a scope and language. */
    commands: () => [...platform.commands.values()],
    webhook: () => platform.webhook.current(),
    queries: () => [...platform.queries.values()],
    person: (who: PersonOptions) => personIn(platform, who),
    group: (what: { id: number; title: string }) => groupIn(platform, what),
    failNext: faults.failNext,
    clearFaults: faults.clear,
    /** A storm of 429 for that many real seconds: in one chat or everywhere. */
    ban: platform.flood.ban,
    /**
     * Any update, of unknown kinds too, as often as wanted and, on a webhook, all at once. Without `update_id` it gets the
     * next one. Resolves with that id when the bot has acknowledged every copy.
     */
    async push(update: Record<string, unknown>, { times = 1 }: { times?: number } = {}): Promise<number> {
      const first = queue.add(update, Symbol('pushed'));
      const rest = Array.from({ length: times - 1 }, () =>
        queue.add({ ...update, update_id: first.id }, Symbol('pushed')),
      );
      await Promise.all([first, ...rest].map(({ done }) => done));
      return first.id;
    },
    /** Every update made so far, in order; `push` one of them again for a repeated delivery. */
    updates: queue.issued,
    pending: () => queue.pending().length,
    /** Resolves when the bot has acknowledged every update. */
    idle: (ms = 30_000): Promise<true> =>
      waitUntil(
        queue.watchers,
        () => queue.pending().length === 0 || undefined,
        ms,
        () => `${queue.pending().length} updates still wait`,
      ),
    /** Throws when something was sent that the platform allows and the program must not. */
    expectNoViolations() {
      if (platform.violations.length > 0) throw new Error(`violations: ${JSON.stringify(platform.violations)}`);
    },
    async close() {
      platform.webhook.close();
      queue.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export type TelegramFake = Awaited<ReturnType<typeof startTelegramFake>>;

function ratesOf(options: TelegramFakeOptions): Partial<Limits> {
  const names = ['perChatPerSecond', 'chatBurst', 'overallPerSecond', 'perGroupPerMinute'] as const;
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

function botNamed(id: number): UserFromGetMe {
  return {
    id,
    is_bot: true,
    first_name: 'Tryeza',
    username: 'tryeza_test_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_guest_queries: false,
    supports_join_request_queries: false,
  };
}
