import type { Db } from '../store.ts';
import { renewClaim } from './claim.ts';

/** Keeps a claimed chat ours while a send takes long. */
export interface Lease {
  /** Asked right before each send: false when the process slept so long that another one may be speaking. */
  stillHeld(): Promise<boolean>;
  stop(): void;
}

export function keepLease(db: Db, accountId: string, terms: { by: string; leaseMs: number }): Lease {
  let renewedAt = performance.now();
  let lost = false;
  const renew = async () => {
    const asked = performance.now();
    if (await renewClaim(db, accountId, terms)) renewedAt = asked;
    else lost = true;
  };
  // What fails here is asked again before the next send, where it is heard.
  const timer = setInterval(() => void renew().catch(() => undefined), terms.leaseMs / 3);
  timer.unref();
  return {
    async stillHeld() {
      if (!lost && performance.now() - renewedAt > terms.leaseMs / 2) await renew();
      return !lost;
    },
    stop: () => clearInterval(timer),
  };
}
