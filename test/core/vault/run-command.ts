import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const repository = path.resolve(import.meta.dirname, '../../..');

/** One of the operator's commands, as `npm run …` starts it. */
export function startCommand(main: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(repository, main), ...args], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, TZ: 'UTC', ...env },
  });
  let written = '';
  child.stdout.on('data', (piece: Buffer) => {
    written += piece;
  });
  child.stderr.on('data', (piece: Buffer) => {
    written += piece;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ how: (signal ?? code) as string | number, written }));
  return {
    ended,
    /** Resolves once it has written this; fails when it ends before. */
    async says(what: RegExp): Promise<void> {
      const over = ended.then(({ how }) => {
        if (!what.test(written)) throw new Error(`it ended (${how}) without saying so:\n${written}`);
      });
      const heard = (async () => {
        while (!what.test(written)) await pause(10);
      })();
      await Promise.race([over, heard]);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

export const runCommand = (...told: Parameters<typeof startCommand>) => startCommand(...told).ended;
