import type { Clock } from '../core/clock.ts';
import { keepDeadLetter } from '../core/dead-letter.ts';
import { faultCode } from '../core/log/fault.ts';
import type { Log } from '../core/log.ts';
import type { Metrics } from '../core/metrics.ts';
import { dueForSpeaking, speak } from '../core/obligations/remind.ts';
import type { Written } from '../core/outbox/write.ts';
import type { Store } from '../core/store.ts';

export interface SpeakingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics | undefined;
  readonly onOwed: (written: readonly Written[]) => void;
}

export interface Speaking {
  /** One obligation; throws what goes wrong. */
  one(obligationId: string): Promise<void>;
  /** All that is owed now and not told, whatever the queue thinks. Returns how many obligations spoke. */
  allDue(): Promise<number>;
}

const most = 200;
/** Faults of one obligation before an admin sees it; it is tried on, less and less often. */
const faultsToTell = 5;

export function openSpeaking({ store, clock, log, metrics, onOwed }: SpeakingParts): Speaking {
  const faulty = new Map<string, { faults: number; until: number }>();

  const one = async (id: string): Promise<Date | null> => {
    const { written, nextStepAt } = await speak({ store, clock }, id);
    metrics?.spoken.inc(written.length);
    if (written.length > 0) onOwed(written);
    return nextStepAt;
  };

  const tried = async ({ id, nextStepAt: owedSince }: { id: string; nextStepAt: Date }): Promise<boolean> => {
    try {
      const next = await one(id);
      faulty.delete(id);
      metrics?.lateness.observe(Math.max(0, clock.now().getTime() - owedSince.getTime()) / 1000);
      if (next && next.getTime() <= owedSince.getTime())
        throw new Error('an obligation that spoke has the same step before it');
      return true;
    } catch (fault) {
      const faults = (faulty.get(id)?.faults ?? 0) + 1;
      faulty.set(id, { faults, until: performance.now() + Math.min(300_000, 5_000 * 2 ** (faults - 1)) });
      metrics?.faults.inc({ room: 'remind' });
      log.error({ room: 'remind', obligationId: id, attempts: faults, fault }, 'a reminder could not be written');
      if (faults === faultsToTell)
        await keepDeadLetter(store, { room: 'remind', ref: id, code: faultCode(fault) }, clock.now());
      return false;
    }
  };

  return {
    one: async (id) => void (await one(id)),
    async allDue() {
      let spoke = 0;
      for (;;) {
        const due = await dueForSpeaking(store, clock.now(), most + faulty.size);
        const ready = due.filter(({ id }) => (faulty.get(id)?.until ?? 0) <= performance.now());
        for (const each of ready) if (await tried(each)) spoke += 1;
        if (ready.length === 0) return spoke;
      }
    },
  };
}
