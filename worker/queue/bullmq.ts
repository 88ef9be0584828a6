import { DelayedError, type Job, type JobsOptions } from 'bullmq';
import { realClock } from '../../core/clock.ts';
import type { JobData, JobQueue, NewJob, Processor, Work, Working } from '../queue.ts';

/** What both backends' queues have in common. */
interface SomeQueue {
  addBulk(jobs: { name: string; data: JobData; opts: JobsOptions }[]): Promise<unknown>;
  getJob(id: string): Promise<{ data: JobData } | undefined>;
  remove(id: string): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Finished jobs are removed: one that is kept swallows the next with its id. What failed for good goes to Postgres.
 * A killed worker's job is back after ten to fifteen seconds.
 */
export const jobOptions = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
} as const satisfies JobsOptions;

export const workOptions = { lockDuration: 10_000, stalledInterval: 5_000, runRetryDelay: 2_000 } as const;

export const asJobQueue = (name: string, queue: SomeQueue): JobQueue => ({
  add: async (jobs) => {
    if (jobs.length > 0) await queue.addBulk(jobs.map((job) => ({ name, data: job.data, opts: optionsOf(job) })));
  },
  find: async (id) => (await queue.getJob(id))?.data,
  remove: async (id) => void (await queue.remove(id)),
  close: () => queue.close(),
});

const optionsOf = ({ id, delayMs }: NewJob): JobsOptions => ({
  ...jobOptions,
  jobId: id,
  ...(delayMs === undefined ? {} : { delay: Math.max(0, Math.ceil(delayMs)) }),
});

export const asBullProcessor =
  (processor: Processor) =>
  async (job: Job<JobData>, token?: string): Promise<void> => {
    const done = await processor(job.data);
    if (done === 'done') return;
    await job.moveToDelayed(realClock.now().getTime() + Math.ceil(done.againInMs), token);
    throw new DelayedError();
  };

interface SomeWorker {
  on(event: 'failed', heard: (job: Job<JobData> | undefined, fault: Error) => void): unknown;
  on(event: 'error', heard: (fault: Error) => void): unknown;
  close(): Promise<void>;
}

export function asWorking(worker: SomeWorker, { onGivenUp }: Work, onFault: (fault: unknown) => void): Working {
  worker.on('error', onFault);
  worker.on('failed', (job, fault) => {
    // A job that stalled too often has tries left and is given up all the same.
    const isOver = job && (job.attemptsMade >= (job.opts.attempts ?? 1) || fault.name === 'UnrecoverableError');
    if (isOver) onGivenUp(job.data, fault);
    else onFault(fault);
  });
  return { stop: () => worker.close() };
}
