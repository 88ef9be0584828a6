import type { TestProject } from 'vitest/node';
import { unpackBrowser } from '../browser/browser.ts';
import { preparedTemplate } from './database-template.ts';
import { startRedis } from './redis.ts';
import { testPostgres } from './test-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the migrated database that each test file's own is cloned from. */
    template: string;
    /** Of the run's Redis; empty when the queue is on Postgres. */
    redis: string;
  }
}

/** One Postgres for the run, with a migrated template; with TEST_QUEUE=redis one Redis too. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_DATABASE_URL, TEST_QUEUE } = process.env;
  const browser = unpackBrowser();
  const postgres = await testPostgres(TEST_DATABASE_URL);
  const redis = TEST_QUEUE === 'redis' ? await startRedis() : undefined;
  const stop = async () => {
    await redis?.stop();
    await postgres.stop();
  };
  try {
    await browser;
    project.provide('template', await preparedTemplate(postgres.url));
    project.provide('redis', redis?.url ?? '');
  } catch (failed) {
    await stop();
    throw failed;
  }
  return stop;
}
