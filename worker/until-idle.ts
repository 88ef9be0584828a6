import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { chatsBusy, chatsOwed } from '../core/outbox/claim.ts';
import { reachAgain } from '../core/outbox/unreachable.ts';
import type { Store } from '../core/store.ts';
import type { Delivery } from './deliver.ts';
import type { Speaking } from './speaking.ts';

export interface IdleParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly speaking: Speaking;
  readonly delivery: Delivery;
  readonly doChores: () => Promise<number>;
  readonly channels: readonly string[];
}

const chatsAtOnce = 8;
/** Rounds in which a chat may be left with something unsaid before it counts as stuck. */
const mostRounds = 5;

/**
 * Speaks, does the chores and drains every chat until nothing of it is left, whatever the queue does meanwhile.
 * Waits for chats that another one is speaking in, not for those that a platform asked to leave alone.
 */
export async function untilIdle({ store, clock, speaking, delivery, doChores, channels }: IdleParts): Promise<void> {
  const rounds = new Map<string, number>();
  for (;;) {
    const spoke = await speaking.allDue();
    const did = await doChores();
    await reachAgain(store, clock.now());
    const owed = await chatsOwed(store, channels, 1000);
    const ready = owed.filter(({ accountId }) => (rounds.get(accountId) ?? 0) < mostRounds);
    for (let next = 0; next < ready.length; next += chatsAtOnce) {
      await Promise.all(ready.slice(next, next + chatsAtOnce).map(drain));
    }
    if (spoke + did + ready.length > 0) continue;
    if ((await chatsBusy(store)) === 0) return;
    await pause(20);
  }

  async function drain({ accountId }: { accountId: string }): Promise<void> {
    const { sent, left } = await delivery.drain(accountId);
    if (sent > 0 || left === 0) rounds.delete(accountId);
    else rounds.set(accountId, (rounds.get(accountId) ?? 0) + 1);
  }
}
