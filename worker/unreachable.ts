import type { Log } from '../core/log.ts';
import type { Metrics } from '../core/metrics.ts';
import { unreachablePeople } from '../core/outbox/unreachable-people.ts';
import type { Store } from '../core/store.ts';

export interface UnreachableParts {
  readonly store: Store;
  readonly log: Log;
  readonly metrics: Metrics | undefined;
}

/** Keeps the figure of people who cannot be reached, and logs each of whom nobody of the office could be told, once. */
export function watchUnreachable({ store, log, metrics }: UnreachableParts): () => Promise<void> {
  let logged = new Set<string>();
  return async () => {
    const people = await unreachablePeople(store);
    for (const heard of ['office', 'nobody', 'no-need'] as const)
      metrics?.unreachable.set({ heard }, people.filter((one) => (one.heard ?? 'no-need') === heard).length);
    const unheard = people.filter(({ heard }) => heard === 'nobody').map(({ personId }) => personId);
    for (const personId of unheard.filter((id) => !logged.has(id)))
      log.error({ room: 'delivery', personId }, 'a person cannot be reached, and nobody of the office could be told');
    logged = new Set(unheard);
  };
}
