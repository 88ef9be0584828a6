import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Fault = {
  /** Answer with this error and do nothing. */
  status?: number;
  description?: string;
  /** Seconds; a 429 without it tells 1. */
  retry_after?: number;
  /** Answer this body instead of JSON, e.g. a gateway's HTML page. Only with `status`. */
  rawBody?: string;
  /** Keep the client waiting that long. */
  hangMs?: number;
  /** Whether the waiting comes before the call takes effect (it never does if the client left) or after. Default `before`. */
  hang?: 'before' | 'after-accept';
  /** Reset the connection: before the call takes effect, or after it (the answer is lost). */
  closeSocket?: 'before' | 'after-accept';
  /** How often. Default 1. */
  times?: number;
};

/** Faults in the order in which they will strike; `*` is any method, `download` a file. */
export function faultList() {
  const armed: { method: string; fault: Fault; left: number }[] = [];
  return {
    failNext(method: string, fault: Fault) {
      armed.push({ method: method.toLowerCase(), fault, left: fault.times ?? 1 });
    },
    clear: () => void armed.splice(0),
    take(method: string): Fault | undefined {
      const index = armed.findIndex((one) => one.method === '*' || one.method === method.toLowerCase());
      const found = armed[index];
      if (!found) return undefined;
      found.left -= 1;
      if (found.left <= 0) armed.splice(index, 1);
      return found.fault;
    },
  };
}

/** Waits, but not for a client that has gone. */
export async function hang(ms: number, gone: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: gone }).catch(() => undefined);
}

export function cut(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
