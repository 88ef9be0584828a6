import type { Log } from '../channel/log.ts';
import { pause } from '../channel/pause.ts';
import type { Lease } from './lease.ts';
import { codeOf } from './trouble.ts';

export interface Terms {
  readonly lease: Lease;
  /** A third of the life of the lease or less. */
  readonly renewMs: number;
  readonly log: Log;
  /** Ends it all. */
  readonly stopping: AbortSignal;
}

export interface Office {
  /** This process holds the lease; `another` does; or it is not known, as the case store is away. */
  holder(): 'this' | 'another' | 'unknown';
  /** Resolves after `stopping`, when the last term is over. */
  readonly over: Promise<void>;
}

/** Serves a term while the lease is held, waits for the next one otherwise. A term ends when its signal says so. */
export function terms({ lease, renewMs, log, stopping }: Terms, serve: (term: AbortSignal) => Promise<void>): Office {
  let holder: ReturnType<Office['holder']> = 'unknown';

  const hold = async (): Promise<boolean> => {
    try {
      holder = (await lease.hold()) ? 'this' : 'another';
    } catch (fault) {
      holder = 'unknown';
      log.warn({ code: codeOf(fault) }, 'no lease for the poller');
    }
    return holder === 'this';
  };

  const renew = async (term: AbortController) => {
    while (!term.signal.aborted) {
      await pause(renewMs, term.signal);
      if (term.signal.aborted || (await hold())) continue;
      log.warn({ holder }, 'the lease of the poller is lost');
      term.abort();
    }
  };

  const run = async () => {
    while (!stopping.aborted) {
      if (!(await hold())) {
        await pause(renewMs, stopping);
        continue;
      }
      const term = new AbortController();
      const end = () => term.abort();
      stopping.addEventListener('abort', end, { once: true });
      if (stopping.aborted) end();
      await Promise.all([renew(term), serve(term.signal)]);
      stopping.removeEventListener('abort', end);
    }
  };

  return { holder: () => holder, over: run() };
}
