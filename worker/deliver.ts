import { z } from 'zod';
import type { Log } from '../core/log.ts';
import type { Metrics } from '../core/metrics.ts';
import { chatsOwed, type OwedChat } from '../core/outbox/claim.ts';
import { type Drained, type DrainParts, drainChat } from '../core/outbox/drain.ts';
import type { Written } from '../core/outbox/write.ts';
import type { Done, JobQueue, Processor } from './queue.ts';

export interface DeliveryParts extends Omit<DrainParts, 'onFault' | 'stopping'> {
  readonly log: Log;
  readonly metrics: Metrics | undefined;
  /** `deliver-<channel>` by channel. */
  readonly queues: ReadonlyMap<string, JobQueue>;
}

export interface Delivery {
  /** Sends what a chat is owed, in this process, and sees to what is left. */
  drain(accountId: string): Promise<Drained>;
  /** After a commit: the chats of these messages, at once. Returns immediately and never throws. */
  owed(written: readonly Written[]): void;
  /** Puts every chat that waits into its queue; where that is away or has done nothing since last time, drains it here. */
  relay(): Promise<void>;
  readonly processor: Processor;
  /** Begins nothing more, and resolves when what is in the air has landed. */
  stop(): Promise<void>;
}

const job = z.object({ account: z.uuid() });
/** Chats that this process drains outside the queue at the same time. */
const mostAtOnce = 16;
const mostRelayed = 1000;

export function openDelivery(parts: DeliveryParts): Delivery {
  const { store, log, metrics, queues } = parts;
  const inTheAir = new Set<Promise<unknown>>();
  let stopping = false;
  // A killed worker's job still counts as running in the queue and swallows ours: what did not move is done here.
  let seenBefore = new Map<string, bigint>();

  const onFault = (fault: unknown, messageId: string) => {
    metrics?.faults.inc({ room: 'delivery' });
    log.error({ room: 'delivery', messageId, fault }, 'a message could not be handed over');
  };

  const drain = async (accountId: string): Promise<Drained> => {
    const drained = await drainChat({ ...parts, onFault, stopping: () => stopping }, accountId);
    const { channel, sent, retryAfterMs } = drained;
    if (channel && sent > 0) metrics?.sent.inc({ channel }, sent);
    if (channel && retryAfterMs !== null) metrics?.retried.inc({ channel });
    return drained;
  };

  const kept = <T>(run: Promise<T>): Promise<T> => {
    inTheAir.add(run);
    return run.finally(() => inTheAir.delete(run));
  };

  /** The chat's next turn is a job; should the queue be away, the relay comes by. */
  const enqueue = async (chats: readonly OwedChat[]): Promise<void> => {
    for (const [channel, queue] of queues) {
      const own = chats.filter((chat) => chat.channel === channel);
      await queue.add(own.map((chat) => ({ id: idOf(chat), data: { account: chat.accountId } })));
    }
  };

  const drainHere = async (accountId: string): Promise<Drained> => {
    const drained = await kept(drain(accountId));
    if (drained.movedTo) await kept(drainHere(drained.movedTo));
    return drained;
  };

  const quietly = (accountId: string): Promise<void> =>
    drainHere(accountId).then(
      () => undefined,
      (fault: unknown) => {
        metrics?.faults.inc({ room: 'delivery' });
        log.error({ room: 'delivery', accountId, fault }, 'a chat could not be drained');
      },
    );

  return {
    drain: drainHere,
    owed(written) {
      const accounts = new Set(written.flatMap(({ accountId }) => accountId ?? []));
      for (const accountId of accounts) {
        // More than that the relay takes, through the queue and all its workers.
        if (stopping || inTheAir.size >= mostAtOnce) return;
        void quietly(accountId);
      }
    },
    async relay() {
      const chats = await chatsOwed(store, [...queues.keys()], mostRelayed);
      const stuck = chats.filter(({ accountId, first }) => seenBefore.get(accountId) === first);
      const fresh = chats.filter((chat) => !stuck.includes(chat));
      seenBefore = new Map(chats.map(({ accountId, first }) => [accountId, first]));
      try {
        await enqueue(fresh);
      } catch (fault) {
        log.warn({ room: 'relay', count: fresh.length, fault }, 'the queue is away: delivering without it');
        stuck.push(...fresh);
      }
      for (let next = 0; next < stuck.length && !stopping; next += mostAtOnce) {
        await Promise.all(stuck.slice(next, next + mostAtOnce).map((chat) => quietly(chat.accountId)));
      }
    },
    async processor(data): Promise<Done> {
      const { account } = job.parse(data);
      const drained = await drainHere(account);
      return drained.retryAfterMs === null ? 'done' : { againInMs: drained.retryAfterMs };
    },
    async stop() {
      stopping = true;
      await Promise.allSettled([...inTheAir]);
    },
  };
}

/**
 * The chat and its last message: a job that is waiting or running swallows the next one with its id, so a newer message
 * must have another id. Whichever job comes second finds the chat taken and leaves: who holds it looks again after letting go.
 */
const idOf = ({ accountId, last }: OwedChat): string => `${accountId}-${last}`;
