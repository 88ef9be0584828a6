import { inject } from 'vitest';
import { startRedis } from '../support/redis.ts';

/** The run's Redis, or one of the file's own where the run has none: production is tested as it runs, on either backend. */
export async function anyRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const ofTheRun = inject('redis');
  if (ofTheRun) return { url: ofTheRun, stop: async () => undefined };
  try {
    return await startRedis();
  } catch (absent) {
    // Where a person tries a clone out, Redis may be missing, and the queue is on Postgres. In CI it must be there.
    if (process.env['CI']) throw absent;
    return { url: '', stop: async () => undefined };
  }
}
