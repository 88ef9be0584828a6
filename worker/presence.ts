import { randomInt } from 'node:crypto';
import pg from 'pg';
import { presence } from '../core/outbox/claim.ts';

export interface Presence {
  /** Under which the process is seen; null while it cannot show itself. */
  number(): number | null;
  stop(): Promise<void>;
}

const backAfterMs = 2_000;

/**
 * Shows the others that this process lives: one connection that does nothing but hold an advisory lock. It goes with the
 * process, so what a killed one held is free at once, while one that is stalled for a minute keeps what it has begun.
 */
export function showPresence(databaseUrl: string, onFault: (fault: unknown) => void): Presence {
  let shown: number | null = null;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const gone = () => {
    shown = null;
    client = undefined;
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(show, backAfterMs).unref();
  };
  const show = async () => {
    const next = new pg.Client({ connectionString: databaseUrl, keepAlive: true, application_name: 'tryeza-presence' });
    next.on('error', onFault);
    next.once('end', gone);
    try {
      await next.connect();
      const number = randomInt(1, 2 ** 31 - 1);
      await next.query('SELECT pg_advisory_lock($1::int, $2::int)', [presence, number]);
      client = next;
      shown = number;
      if (stopped) await next.end();
    } catch (fault) {
      onFault(fault);
      await next.end().catch(() => undefined);
      if (!client) gone();
    }
  };
  const first = show();
  return {
    number: () => shown,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await first;
      await client?.end();
    },
  };
}
