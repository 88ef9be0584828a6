import type { Clock } from '../core/clock.ts';
import type { Store } from '../core/store.ts';
import { epochOf, type JobQueue } from './queue.ts';

export interface PlanParts {
  readonly store: Store;
  readonly clock: Clock;
  /** The queue `remind`. */
  readonly queue: JobQueue;
}

/** Steps farther away wait in Postgres: a million delayed jobs would be a gigabyte of Redis. */
const horizonMs = 24 * 3_600_000;
const batch = 1000;

/**
 * Puts the steps of the next 24 hours into the queue as delayed jobs. A row is marked with the queue's epoch and its step, so
 * that it is not added again; a flushed queue has another epoch, and all of it is planned anew.
 * @returns how many steps were added
 */
export async function planSteps({ store, clock, queue }: PlanParts): Promise<number> {
  const epoch = await epochOf(queue);
  const until = new Date(clock.now().getTime() + horizonMs);
  let planned = 0;
  for (;;) {
    const rows = await store.$queryRaw<{ id: string; dueAt: Date; stepAt: Date }[]>`
      SELECT id, due_at AS "dueAt", next_step_at AS "stepAt" FROM obligation
      WHERE outcome IS NULL AND next_step_at <= ${until}
        AND planned_epoch IS DISTINCT FROM ${epoch}::text || '/' || (extract(epoch FROM next_step_at) * 1000)::bigint
      ORDER BY next_step_at LIMIT ${batch}`;
    const now = clock.now().getTime();
    await queue.add(
      rows.map(({ id, dueAt, stepAt }) => ({
        // With both instants: a date that moved must not be swallowed by the job of the old one.
        id: `${id}-${dueAt.getTime()}-${stepAt.getTime()}`,
        data: { obligation: id, step: stepAt.toISOString() },
        delayMs: stepAt.getTime() - now,
      })),
    );
    const marks = rows.map(({ id, stepAt }) => ({ id, step: stepAt, mark: `${epoch}/${stepAt.getTime()}` }));
    await store.$executeRaw`
      UPDATE obligation o SET planned_epoch = n.mark
      FROM jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) AS n(id uuid, step timestamptz, mark text)
      WHERE o.id = n.id AND o.next_step_at = n.step`;
    planned += rows.length;
    if (rows.length < batch) return planned;
  }
}
