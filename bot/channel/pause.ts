import { setTimeout as wait } from 'node:timers/promises';

/** Waits, but not longer than the signal lets it. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

/** Grows with each failure in a row, from a quarter of a second to `most`. ms. */
export const growing = (failures: number, most: number): number => Math.min(most, 250 * 2 ** Math.max(0, failures - 1));
