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
    // Bounds end a hang; they measure nothing. The defaults are short on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 20 } },
  },
});
