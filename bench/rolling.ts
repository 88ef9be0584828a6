import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from '../build.ts';
import { realClock } from '../core/clock.ts';
import { mintInvite } from '../core/invite.ts';
import { makeVaultKey, openKeyring } from '../core/vault.ts';
import { openStore } from '../prisma/client.ts';
import { databaseAt } from '../prisma/database.ts';
import { startEmbeddedPostgres } from '../prisma/embedded-postgres.ts';
import { seededPeople } from '../prisma/seed.ts';
import { startFront } from '../test/production/front.ts';
import { reckoned, reportDanger, reportsFallingDue } from '../test/production/reporting.ts';
import { type RoleProcess, runRole, startRole } from '../test/production/role-process.ts';
import { startRedis } from '../test/support/redis.ts';
import { startTelegramFake } from '../test/support/telegram-fake.ts';
import { rounded, table } from './figures.ts';

const repository = path.resolve(import.meta.dirname, '..');
const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Two real versions side by side: the one before the newest migration (or the commit given) is replaced by this one under
 * load, two of each role, on one Postgres and one Redis.
 */
export async function benchRolling(commit?: string): Promise<void> {
  const before = commit ?? commitBeforeNewestMigration();
  const kept = path.join(repository, '.data/rolling');
  await rm(kept, { recursive: true, force: true });
  await mkdir(kept, { recursive: true });
  say(`Old: ${git('log', '-1', '--format=%h %s', before)}\nNew: this tree, at ${git('log', '-1', '--format=%h %s')}\n`);
  const [oldProgram, newProgram] = [path.join(kept, 'old'), path.join(kept, 'new')];
  await buildCommit(before, path.join(kept, 'worktree'), oldProgram);
  await build({ into: newProgram, check: false });
  const ground = await aGround();
  try {
    await ground.run(oldProgram, newProgram);
  } finally {
    await ground.end();
    await rm(kept, { recursive: true, force: true });
  }
}

function commitBeforeNewestMigration(): string {
  if (!existsSync(path.join(repository, '.git')))
    throw new Error('This bench compares two versions and needs the history: run it in a clone made by git.');
  const newest = git('log', '-1', '--format=%H', '--diff-filter=A', '--', 'prisma/migrations');
  try {
    return git('rev-parse', '--verify', '--quiet', `${newest}~1`);
  } catch {
    throw new Error('The history is cut off before the newest migration: git fetch --unshallow, or name a commit.');
  }
}

/** Sources of the commit, our packages and our compiler; the client is generated from the commit's own schema. */
async function buildCommit(commit: string, worktree: string, into: string): Promise<void> {
  git('worktree', 'add', '--detach', '--force', worktree, commit);
  try {
    await symlink(path.join(repository, 'node_modules'), path.join(worktree, 'node_modules'));
    const generate = [
      'node_modules/prisma/build/index.js',
      'generate',
      '--schema',
      'prisma/schema.prisma',
      '--no-hints',
    ];
    execFileSync(process.execPath, generate, {
      cwd: worktree,
      stdio: 'ignore',
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    });
    // A version from before the build had a file of its own is built, and started, as ours is.
    for (const file of ['tsconfig.build.json', 'role.main.ts', 'core/settings-from-files.ts'])
      if (!existsSync(path.join(worktree, file))) await cp(path.join(repository, file), path.join(worktree, file));
    await build({ from: worktree, into, check: false });
  } finally {
    git('worktree', 'remove', '--force', worktree);
  }
}

async function aGround() {
  const dataDir = path.join(repository, '.data/rolling/postgres');
  await mkdir(dataDir, { recursive: true });
  const postgres = await startEmbeddedPostgres({ dataDir });
  const redis = await startRedis();
  const front = await startFront();
  const telegram = await startTelegramFake({ perChatPerSecond: 1000, overallPerSecond: 1000 });
  const vaultKey = makeVaultKey();
  const keyring = openKeyring(vaultKey);
  const url = databaseAt(postgres.url, 'rolling');
  const settings = {
    DATABASE_URL: url,
    REDIS_URL: redis.url,
    VAULT_KEY: vaultKey,
    TRY_OUT: '0',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret_of-the_webhook',
    PUBLIC_URL: front.url,
    LOG_LEVEL: 'error',
  };
  const living = new Set<RoleProcess>();
  const started = async (program: string, role: string) => {
    const both = await Promise.all([1, 2].map(() => startRole({ program, role, settings })));
    for (const one of both) living.add(one);
    return both;
  };
  const ended = async (one: RoleProcess) => {
    await one.stop();
    living.delete(one);
  };

  return {
    async run(oldProgram: string, newProgram: string) {
      await runRole({ program: oldProgram, role: 'migrate', settings });
      execFileSync(process.execPath, [path.join(oldProgram, 'prisma/seed.main.js')], {
        env: { PATH: process.env['PATH'] ?? '', ...settings },
        stdio: 'ignore',
      });
      const [bots, workers] = await Promise.all([started(oldProgram, 'bot'), started(oldProgram, 'worker')]);
      front.behind(bots.map(({ address }) => address));
      // While the old ones run. Before the load, since what drives it here is written for the new tables.
      const migrated = await runRole({ program: newProgram, role: 'migrate', settings });
      say(migrated.output.trim());
      const { prisma: store, pool, close } = openStore({ url, max: 8 });
      const office = { store, pool, keyring, telegram };
      const people = await seededPeople(store);
      for (const [nth, persona] of ['teacher', 'intake', 'head', 'stand-in'].entries()) {
        const { code } = await mintInvite(store, people.get(persona) ?? '', realClock.now());
        telegram.person({ id: 7_000 + nth, languageCode: 'sq' }).command(`start ${code}`);
      }
      await telegram.idle(30_000);
      await reportsFallingDue(office, people.get('teacher') ?? '', 40, 3_000);

      let rolling = true;
      const reporters = [10_000, 20_000, 30_000, 40_000].map(async (first) => {
        for (let chat = first; rolling; chat += 1) await reportDanger(office, chat);
      });
      await pause(3_000);
      const began = performance.now();
      const [newBots] = await Promise.all([started(newProgram, 'bot'), started(newProgram, 'worker')]);
      front.behind([...newBots, ...bots].map(({ address }) => address));
      await pause(5_000);
      for (const one of [...bots, ...workers]) await ended(one);
      front.behind(newBots.map(({ address }) => address));
      const took = performance.now() - began;
      await pause(5_000);
      rolling = false;
      await Promise.all(reporters);
      await telegram.idle(30_000);
      await pause(6_000);

      const result = await reckoned(office);
      const answered = [...front.answers].map(([status, count]) => `${status}: ${count}`).join(', ');
      say(`\nReports ${result.cases}, updates ${telegram.updates.length}, answers ${answered}`);
      say(`The change took ${rounded(took / 1000, 1)} s\n`);
      say(
        table(
          ['', 'figure', 'goal'],
          [
            ['lost', String(result.lost), '0'],
            ['updates carried more or less than once', String(result.updatesAmiss), '0'],
            ['messages told twice', String(result.duplicates.length), '0'],
            ['limits told more than once', String(result.limitsTold.filter((count) => count > 1).length), '0'],
            ['limits not told', String(80 - result.limitsTold.length), '0'],
            ['largest lateness of a limit, ms', String(result.latest), '≤ 10000'],
          ],
        ),
      );
      await close();
    },
    async end() {
      for (const one of living) await one.kill();
      front.close();
      await telegram.close();
      await redis.stop();
      await postgres.discard();
    },
  };
}
