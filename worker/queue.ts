import { randomUUID } from 'node:crypto';

/** Ids, codes and instants only: what stands in a queue is clear text. */
export type JobData = Readonly<Record<string, string>>;

export interface NewJob {
  /** The same id twice is one job while it waits or runs. No `:`, not digits alone. */
  readonly id: string;
  readonly data: JobData;
  readonly delayMs?: number;
}

/** What a processor may say: done, or come again in so many ms. Throwing means retry. */
export type Done = 'done' | { readonly againInMs: number };
export type Processor = (data: JobData) => Promise<Done>;

export interface Working {
  /** Waits for the jobs that run. */
  stop(): Promise<void>;
}

/** One named queue on whichever backend. */
export interface JobQueue {
  add(jobs: readonly NewJob[]): Promise<void>;
  /** What the job with that id holds, if the queue knows it. */
  find(id: string): Promise<JobData | undefined>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

export interface Work {
  readonly concurrency: number;
  /** A job whose last try failed, by its data. */
  readonly onGivenUp: (data: JobData, fault: unknown) => void;
}

/** The alarm clock: BullMQ on Redis or on Postgres. Nothing is kept here that Postgres could not tell again. */
export interface QueueBackend {
  readonly name: 'redis' | 'postgres';
  queue(name: string): JobQueue;
  work(name: string, processor: Processor, work: Work): Working;
  /** Does it answer? */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

const epochJob = 'epoch';
const year = 365 * 24 * 3_600_000;

/** The mark of this queue's life. A flushed queue has lost it and gets another one: what was planned in it is planned again. */
export async function epochOf(queue: JobQueue): Promise<string> {
  const known = await queue.find(epochJob);
  if (known?.['epoch']) return known['epoch'];
  await queue.add([{ id: epochJob, data: { epoch: randomUUID() }, delayMs: year }]);
  const kept = await queue.find(epochJob);
  if (!kept?.['epoch']) throw new Error('the queue keeps nothing');
  return kept['epoch'];
}
