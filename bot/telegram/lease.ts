import type { Clock } from '../../core/clock.ts';
import type { Store } from '../../core/store.ts';

/** Who may poll: the platform allows one consumer a bot. */
export interface Lease {
  /** Takes or renews it. False while somebody else has it; throws while the case store is away. */
  hold(): Promise<boolean>;
  /** Gives it back, so that the next one need not wait. */
  release(): Promise<void>;
}

const NAME = 'telegram.poller';

export interface LeaseParts {
  readonly store: Store;
  /** The real one. */
  readonly clock: Clock;
  /** One name a process. */
  readonly holder: string;
  /** How long others wait after the holder was killed. Default 6 s. */
  readonly lifeMs?: number;
}

export function pollerLease({ store, clock, holder, lifeMs = 6_000 }: LeaseParts): Lease {
  return {
    async hold() {
      const now = clock.now().getTime();
      const taken = await store.$executeRaw`
        INSERT INTO machine_state (name, value)
        VALUES (${NAME}, jsonb_build_object('by', ${holder}::text, 'until', ${now + lifeMs}::bigint))
        ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value
        WHERE machine_state.value->>'by' = ${holder} OR (machine_state.value->>'until')::bigint <= ${now}::bigint`;
      return taken === 1;
    },
    async release() {
      await store.$executeRaw`DELETE FROM machine_state WHERE name = ${NAME} AND value->>'by' = ${holder}`;
    },
  };
}
