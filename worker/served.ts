import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { showServed, unservedChannels } from '../core/outbox/served.ts';
import { closeChannel, reviveChannel } from '../core/outbox/unreachable.ts';
import type { Store } from '../core/store.ts';

export interface ServedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** The channels of this worker. */
  readonly channels: readonly string[];
  /** How long nobody serves a channel before it counts as off, in ms of real time. */
  readonly graceMs: number;
}

/**
 * Keeps chats in step with what is served: a channel that this worker serves has its chats back; one that nobody serves any
 * more is given up, so that what waits there goes elsewhere. Only after this worker has watched it for the whole grace:
 * processes that start one after the other, or come back from a long stop, give up nothing.
 */
export function watchServed({ store, clock, log, channels, graceMs }: ServedParts): () => Promise<void> {
  let missedSince = new Map<string, number>();
  return async () => {
    await showServed(store, channels);
    for (const channel of channels) {
      const back = await reviveChannel(store, channel, ['channel-off'], clock.now());
      if (back > 0) log.info({ channel, count: back }, 'a channel is served again: its chats are back');
    }
    const missed = await unservedChannels(store, graceMs);
    missedSince = new Map(missed.map((channel) => [channel, missedSince.get(channel) ?? performance.now()]));
    for (const [channel, since] of missedSince) {
      if (performance.now() - since < graceMs) continue;
      const closed = await closeChannel(store, channel, clock.now());
      if (closed > 0)
        log.warn({ channel, count: closed }, 'nobody serves this channel: what waits there goes elsewhere');
    }
  };
}
