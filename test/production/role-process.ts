import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { freePort } from '../../prisma/free-port.ts';

export type Settings = Readonly<Record<string, string>>;

/** One process of the image: `node role.main.js <role>`, without tsx. */
export interface RoleProcess {
  readonly role: string;
  readonly address: string;
  output(): string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with how it ended. */
  stop(): Promise<NodeJS.Signals | number | null>;
}

const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

interface Wanted {
  /** Where the program was built to. */
  readonly program: string;
  readonly role: string;
  readonly settings: Settings;
  readonly args?: readonly string[];
}

/** Resolves when it says that it is ready. */
export async function startRole(wanted: Wanted): Promise<RoleProcess> {
  const port = await freePort();
  const { child, output, ended } = spawned({ ...wanted, settings: { ...wanted.settings, PORT: String(port) } });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => /^Tryeza is ready at /m.test(output()) && resolve());
    void ended.then((how) => reject(new Error(`${wanted.role} ended (${how}) before it was ready:\n${output()}`)));
  });
  return {
    role: wanted.role,
    // Not what it says: that is PUBLIC_URL.
    address: `http://127.0.0.1:${port}`,
    output,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Runs a command of the image to its end. */
export async function runRole(wanted: Wanted): Promise<{ how: NodeJS.Signals | number | null; output: string }> {
  const { output, ended } = spawned(wanted);
  const how = await ended;
  return { how, output: output() };
}

function spawned({ program, role, settings, args = [] }: Wanted) {
  const { PATH = '', HOME = '', LD_LIBRARY_PATH } = process.env;
  const child = spawn(process.execPath, [path.join(program, 'role.main.js'), role, ...args], {
    cwd: program,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      HOME,
      ...(LD_LIBRARY_PATH ? { LD_LIBRARY_PATH } : {}),
      TZ: 'UTC',
      NODE_ENV: 'production',
      ...settings,
    },
  });
  living.add(child);
  const written: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => written.push(piece));
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('close', (code, signal) => {
      living.delete(child);
      resolve(signal ?? code);
    }),
  );
  return { child, output: () => Buffer.concat(written).toString(), ended };
}
