import { defineConfig } from 'vitest/config';

const { TEST_QUEUE: backend = 'postgres' } = process.env;
if (backend !== 'postgres' && backend !== 'redis') {
  throw new Error('TEST_QUEUE is "postgres" or "redis".');
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', ['./test/support/backend-reporter.ts', { backend }]],
    env: { TEST_QUEUE: backend, TZ: 'UTC' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    // Bounds end a hang; they measure nothing. The default second is short on a busy machine.
    expect: { poll: { timeout: 20_000, interval: 20 } },
  },
});
