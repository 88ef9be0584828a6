import { type Api, GrammyError } from 'grammy';
import type { Log } from '../channel/log.ts';
import { growing, pause } from '../channel/pause.ts';
import { lanes } from './lanes.ts';
import type { Lease } from './lease.ts';
import type { Patience } from './patience.ts';
import { progress } from './progress.ts';
import { terms } from './term.ts';
import { codeOf } from './trouble.ts';
import { KINDS, readUpdate, type Update, whatCame } from './update.ts';
import type { Updates } from './updates.ts';

const AT_ONCE = 6;
const POLL_SECONDS = 20;
const LONGEST_PAUSE_MS = 15_000;
/** While something is under way, how long until the platform is asked again for what others wrote. */
const GLANCE_MS = 200;

export interface PollingParts {
  /** Its time-out must be longer than a long poll. */
  readonly api: Api;
  readonly updates: Updates;
  readonly patience: Patience;
  readonly lease: Lease;
  readonly log: Log;
  /** A third of the life of the lease or less. Default 2 s. */
  readonly renewMs?: number;
}

export interface WayIn {
  /** The platform was reached and brings updates, to this process or to another. */
  ready(): boolean;
  /** Takes nothing more and resolves when what was under way is committed. */
  stop(): Promise<void>;
}

/**
 * Long polling by one process at a time. An update is confirmed to the platform when it is committed and all before it are,
 * so that a kill at any moment repeats updates and loses none; the inbox knows the repeated ones.
 */
export function startPolling({ api, updates, patience, lease, log, renewMs = 2_000 }: PollingParts): WayIn {
  const stop = new AbortController();
  const stopping = stop.signal;
  const chats = lanes(AT_ONCE);
  const far = progress();
  let webhookIsGone = false;

  const work = async (update: Update) => {
    // What did not begin, or failed, is left unconfirmed when the process stops: it comes again, in its order.
    for (let failures = 1; !stopping.aborted; failures += 1) {
      try {
        await updates.carry(update);
        patience.passed(update.update_id);
        return far.finish(update.update_id);
      } catch (fault) {
        if (await patience.isOver(update.update_id, fault)) return far.finish(update.update_id);
        await pause(growing(failures, 5_000), stopping);
      }
    }
  };

  const take = (sent: readonly unknown[]) => {
    for (const one of sent) {
      const update = readUpdate(one);
      if (update && far.begin(update.update_id)) void chats.run(laneOf(update), () => work(update));
    }
  };

  const ask = async (signal: AbortSignal) => {
    if (!webhookIsGone) await api.raw.deleteWebhook({}, signal as PollSignal);
    webhookIsGone = true;
    const timeout = far.isBusy() ? 0 : POLL_SECONDS;
    return api.raw.getUpdates({ offset: far.offset(), timeout, allowed_updates: KINDS }, signal as PollSignal);
  };

  const poll = async (term: AbortSignal) => {
    for (let failures = 0; !term.aborted; ) {
      try {
        take(await ask(term));
        failures = 0;
        if (far.isBusy()) await Promise.race([chats.idle(), pause(GLANCE_MS, term)]);
      } catch (trouble) {
        if (term.aborted) return;
        failures += 1;
        log.warn({ code: codeOf(trouble), failures }, 'no updates from Telegram');
        await pause(waitAfter(trouble, failures), term);
      }
    }
  };

  const office = terms({ lease, renewMs, log, stopping }, poll);

  const confirm = () =>
    api.raw
      .getUpdates({ offset: far.offset(), limit: 1, timeout: 0 }, AbortSignal.timeout(2_000) as PollSignal)
      .catch((trouble) => log.info({ code: codeOf(trouble) }, 'the last updates were not confirmed'));

  return {
    ready: () => webhookIsGone || office.holder() === 'another',
    async stop() {
      stop.abort();
      await office.over;
      await chats.idle();
      await updates.settled();
      if (office.holder() === 'this' && far.offset() > 0) await confirm();
      await lease.release().catch((fault) => log.warn({ code: codeOf(fault) }, 'the lease was not given back'));
    },
  };
}

type PollSignal = Parameters<Api['raw']['getUpdates']>[1];

/** What is of no chat may be worked on at any time. */
function laneOf(update: Update): number | string {
  const came = whatCame(update);
  if (came.is === 'nothing') return `update ${update.update_id}`;
  return came.is === 'group' ? String(came.chatId) : came.address;
}

function waitAfter(trouble: unknown, failures: number): number {
  const asked = trouble instanceof GrammyError ? trouble.parameters.retry_after : undefined;
  return asked === undefined ? growing(failures, LONGEST_PAUSE_MS) : asked * 1000;
}
