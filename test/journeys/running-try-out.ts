import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { readConfig } from '../../core/config.ts';
import { startTryeza } from '../../main.ts';
import { aDatabase } from '../support/database.ts';

/** The program as `npm start` runs it, on a database of its own and any free port. */
export async function aRunningTryOut(): Promise<{ address: string; stop(): Promise<void> }> {
  const database = await aDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tryeza-try-out-'));
  const redisUrl = inject('redis');
  const house = await startTryeza({
    config: readConfig({
      DATABASE_URL: database.url,
      TRY_OUT: '1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    }),
    dataDir,
    say: () => undefined,
  });
  return {
    address: house.address,
    async stop() {
      await house.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
