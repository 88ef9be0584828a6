import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../prisma/embedded-postgres.ts';

const PREFIX = 'tryeza-test-';

/** The given server, or an embedded one of this run that is gone with it. */
export async function testPostgres(given: string | undefined): Promise<{ url: string; stop(): Promise<void> }> {
  if (given) return { url: given, stop: async () => {} };
  await clearAway();
  const dataDir = path.join(tmpdir(), `${PREFIX}${process.pid}`);
  await mkdir(dataDir, { recursive: true });
  const { url, discard } = await startEmbeddedPostgres({ dataDir });
  return { url, stop: discard };
}

/** What runs that were killed left behind, servers included. */
async function clearAway(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length) : 0);
    if (!pid || isAlive(pid)) continue;
    const dataDir = path.join(tmpdir(), name);
    await startEmbeddedPostgres({ dataDir })
      .then(({ discard }) => discard())
      .catch(() => {});
    await rm(dataDir, { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failed) {
    return (failed as NodeJS.ErrnoException).code === 'EPERM';
  }
}
