import type { MovableClock } from '../core/clock.ts';
import type { Store } from '../core/store.ts';
import type { Chore } from './chore.ts';

export interface AdvanceParts {
  readonly store: Store;
  readonly clock: MovableClock;
  readonly worker: { workUntilIdle(): Promise<void> };
  readonly chores?: readonly Chore[];
}

/**
 * Moves the clock of the try-out to an instant, stopping at every one before it at which something is due, so that a day
 * passes as it would: each reminder at its time and not all of them at its end.
 * @returns at how many instants it stopped, the last included
 */
export async function advance(
  { store, clock, worker, chores = [] }: AdvanceParts,
  to: Date,
): Promise<{ steps: number }> {
  let steps = 0;
  await worker.workUntilIdle();
  for (;;) {
    const next = await nextDue(store, chores, clock.now());
    const reached = !next || next.getTime() >= to.getTime();
    const at = reached ? to : next;
    // A clock that also runs by itself may be there already.
    if (at.getTime() > clock.now().getTime()) clock.to(at);
    await worker.workUntilIdle();
    steps += 1;
    if (reached) return { steps };
  }
}

async function nextDue(store: Store, chores: readonly Chore[], after: Date): Promise<Date | null> {
  const [row] = await store.$queryRaw<{ at: Date | null }[]>`
    SELECT min(next_step_at) AS at FROM obligation WHERE outcome IS NULL AND next_step_at > ${after}`;
  const instants = await Promise.all(chores.map((chore) => chore.nextAt(after)));
  return [row?.at ?? null, ...instants].reduce((a, b) => (!a || (b && b.getTime() < a.getTime()) ? b : a));
}
