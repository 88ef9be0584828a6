import { type SpawnOptions, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Dwelling } from './postgres-dwelling.ts';

export type Program = ReturnType<typeof postgresProgram>;

/** The Postgres programs as they are run here: as a user without privileges, in a session of their own. */
export function postgresProgram({ binaries, cluster, owner }: Dwelling) {
  const run = (name: string, args: string[]) =>
    runToEnd(path.join(binaries, 'bin', name), args, owner, path.dirname(cluster));
  return {
    owner,

    async initialise(folder: string, passwordFile: string): Promise<void> {
      // The builtin provider sorts and folds alike on every system, whatever locales it has.
      const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
      const access = ['--username=tryeza', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
      await run('initdb', [`--pgdata=${folder}`, ...locale, ...access]);
    },

    /** pg_ctl gives the server its own session, so neither Ctrl-C nor the end of this process reaches it. */
    async start(folder: string): Promise<void> {
      await run('pg_ctl', ['start', '-w', '-t', '60', '-s', '-D', folder, '-l', path.join(folder, 'server.log')]);
    },

    async stop(): Promise<void> {
      if (!(await runningIn(cluster))) return;
      const stopBy = (mode: string) => run('pg_ctl', ['stop', '-w', '-t', '20', '-s', '-m', mode, '-D', cluster]);
      await stopBy('fast').catch(async (failed: unknown) => {
        if (await runningIn(cluster)) await stopBy('immediate');
        else if (!(failed instanceof Error)) throw failed;
      });
    },

    running: runningIn,
  };
}

/** What postmaster.pid says, when the process it names is alive and a Postgres; a stale file is removed. */
async function runningIn(cluster: string): Promise<{ pid: number; port: number } | undefined> {
  const file = path.join(cluster, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  if (!pid) return undefined;
  if (await isPostgres(pid)) return port ? { pid, port } : undefined;
  await rm(file, { force: true });
  return undefined;
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (failed) {
    if ((failed as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  // After a reboot the number may belong to something else, and Postgres would then refuse to start.
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /^\d+ \(postgres\) [^Z]/.test(status);
}

function runToEnd(file: string, args: string[], owner: Dwelling['owner'], cwd: string): Promise<void> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  const env = { ...Object.fromEntries(inherited), LC_ALL: 'C' };
  const options: SpawnOptions = { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], ...owner };
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, options);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    child.once('error', reject);
    // 'exit', not 'close': the server that pg_ctl leaves behind would keep the pipe open.
    child.once('exit', (code) => {
      child.stderr?.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${path.basename(file)} ${args[0]} failed (${code}): ${said.trim().slice(0, 2_000)}`));
    });
  });
}
