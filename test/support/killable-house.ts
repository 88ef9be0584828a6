import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Failpoint } from '../../core/failpoint.ts';

/** The program running as a process of its own. */
export interface KillableHouse {
  readonly pid: number;
  readonly address: string;
  /** Everything it has written to its standard output and error. */
  output(): string;
  /** It will kill itself with SIGKILL when it comes to this place for the nth time from now on. */
  killAt(at: Failpoint, nth?: number): Promise<void>;
  /** Writes a line to its own output. */
  print(line: string): Promise<void>;
  /** How it ended: the signal, or the exit code. Rejects when it has not ended within `ms`. */
  ended(ms?: number): Promise<NodeJS.Signals | number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<NodeJS.Signals | number | null>;
}

export type Settings = Readonly<Record<string, string>>;

interface Wanted {
  /** All of its environment, besides where programs and temporary files are. */
  readonly settings: Settings;
  /** `house-process` takes orders to kill itself, `main` is what `npm start` runs. */
  readonly entry?: 'house-process' | 'main';
  /** Where `.data` is. */
  readonly cwd?: string;
  readonly readyMs?: number;
}

const repository = path.resolve(import.meta.dirname, '../..');
const entries = { 'house-process': 'test/support/house-process.ts', main: 'main.ts' } as const;
const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Resolves when it says that it is ready. */
export async function startHouse({
  settings,
  entry = 'house-process',
  cwd = repository,
  readyMs = 100_000,
}: Wanted): Promise<KillableHouse> {
  const { PATH = '', HOME = '', TMPDIR, LD_LIBRARY_PATH } = process.env;
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), path.join(repository, entries[entry])],
    {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH,
        HOME,
        ...(TMPDIR ? { TMPDIR } : {}),
        ...(LD_LIBRARY_PATH ? { LD_LIBRARY_PATH } : {}),
        TZ: 'UTC',
        TSX_TSCONFIG_PATH: path.join(repository, 'tsconfig.json'),
        ...settings,
      },
    },
  );
  living.add(child);
  const written: Buffer[] = [];
  const output = () => Buffer.concat(written).toString();
  const end = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('close', (code, signal) => {
      living.delete(child);
      resolve(signal ?? code);
    }),
  );
  const ended = (ms = 60_000) => within(ms, end, () => `the process goes on:\n${output()}`);

  const address = new Promise<string>((resolve) => {
    const hear = (piece: Buffer) => {
      written.push(piece);
      const [, found] = /^Tryeza is ready(?: at|\. Open) (http\S+)$/m.exec(output()) ?? [];
      if (found) resolve(found);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
  const failed = end.then((how) => {
    throw new Error(`the process ended (${how}) before it was ready:\n${output()}`);
  });
  failed.catch(() => undefined);

  const order = async (message: object) => {
    const done = once(child, 'message');
    child.send(message);
    await done;
  };
  return {
    pid: child.pid ?? 0,
    address: await within(readyMs, Promise.race([address, failed]), () => `it did not become ready:\n${output()}`),
    output,
    ended,
    killAt: (at, nth = 1) => order({ killAt: at, nth }),
    print: (line) => order({ print: line }),
    async kill() {
      child.kill('SIGKILL');
      await ended();
    },
    async stop() {
      child.kill('SIGTERM');
      return ended();
    },
  };
}

async function within<T>(ms: number, wanted: Promise<T>, why: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${why()} (waited ${ms} ms)`)), ms);
  });
  return Promise.race([wanted, over]).finally(() => clearTimeout(timer));
}
