import { pause } from '../channel/pause.ts';

export interface UnderWay {
  /** What the work comes to, or `late` when it takes longer than Slack may wait; it goes on then. */
  inTime<T>(work: Promise<T>): Promise<T | 'late'>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function underWay(mostMs: number): UnderWay {
  const open = new Set<Promise<unknown>>();

  return {
    async inTime(work) {
      const quiet: Promise<unknown> = work.catch(() => undefined).finally(() => open.delete(quiet));
      open.add(quiet);
      const limit = new AbortController();
      try {
        return await Promise.race([work, pause(mostMs, limit.signal).then(() => 'late' as const)]);
      } finally {
        limit.abort();
      }
    },
    async idle() {
      while (open.size > 0) await Promise.all(open);
    },
  };
}
