import type { Metrics } from '../core/metrics.ts';
import { owedByChannel } from '../core/outbox/owed.ts';
import type { Store } from '../core/store.ts';

export interface OwedParts {
  readonly store: Store;
  readonly metrics: Metrics | undefined;
  /** Of this worker: they are told when nothing is owed there, too. */
  readonly channels: readonly string[];
}

/** Keeps the figure of what is owed in all chats: the same from every worker. */
export function watchOwed({ store, metrics, channels }: OwedParts): () => Promise<void> {
  return async () => {
    const owed = await owedByChannel(store);
    metrics?.owed.reset();
    for (const channel of new Set([...channels, ...owed.keys()]))
      metrics?.owed.set({ channel }, owed.get(channel) ?? 0);
  };
}
