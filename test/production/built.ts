import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { build } from '../../build.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const kept = path.join(repository, 'node_modules/.cache/tryeza');

/** The program as `npm run build` makes it, made once for its sources. Types are the static check's business. */
export async function builtProgram(): Promise<string> {
  const into = path.join(kept, await hashOfSources());
  await mkdir(kept, { recursive: true });
  await clearAway();
  if (!existsSync(into)) {
    // Two files at once both build; who comes second leaves what is there, as it may be running already.
    const own = `${into}-${randomUUID()}`;
    await build({ into: own, check: false });
    await rename(own, into).catch((failed) => leave(own, into, failed));
  }
  return into;
}

/** What nobody has needed for a day. */
async function clearAway(): Promise<void> {
  for (const name of await readdir(kept)) {
    const made = path.join(kept, name);
    const { mtimeMs } = await stat(made).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < performance.timeOrigin - 24 * 3_600_000) await rm(made, { recursive: true, force: true });
  }
}

async function leave(own: string, into: string, failed: unknown): Promise<void> {
  await rm(own, { recursive: true, force: true });
  if (!existsSync(into)) throw failed;
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const take = async (at: string) => {
    for (const entry of (await readdir(at, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(at, entry.name);
      if (entry.isDirectory()) await take(file);
      else hash.update(path.relative(repository, file)).update(await readFile(file));
    }
  };
  for (const room of ['core', 'bot', 'worker', 'api', 'prisma', 'locales']) await take(path.join(repository, room));
  const single = ['main.ts', 'role.main.ts', 'try-out.ts', 'lifetime.ts', 'build.ts', 'tsconfig.build.json'];
  for (const file of [...single, 'tsconfig.json']) hash.update(await readFile(path.join(repository, file)));
  return hash.digest('hex').slice(0, 16);
}
