import { Refusal } from './refusal.ts';

/** How the next calls of a method answer. `retryAfter` in seconds; `for`: only calls that concern this user. */
export type Fault = { error?: string; status?: number; retryAfter?: number; times?: number; for?: string };

export function faultList() {
  const planned: { method: string; fault: Fault; left: number }[] = [];
  return {
    plan(method: string, fault: Fault) {
      planned.push({ method, fault, left: fault.times ?? 1 });
    },
    /** Throws what was planned for this call, once. */
    strike(method: string, userId: string | undefined) {
      const struck = planned.find(
        (one) => one.method === method && one.left > 0 && (one.fault.for === undefined || one.fault.for === userId),
      );
      if (!struck) return;
      struck.left -= 1;
      const { error, retryAfter } = struck.fault;
      const status = struck.fault.status ?? (retryAfter === undefined ? 200 : 429);
      throw new Refusal(error ?? (status === 429 ? 'ratelimited' : 'internal_error'), { status, retryAfter });
    },
  };
}
