import { ConfigError } from './core/config.ts';

export interface Running {
  /** Takes nothing more, ends what is under way, closes what is open. */
  stop(): Promise<void>;
}

/**
 * Runs a process until it is asked to stop; a second request does not wait. What a bad setting says is printed without a
 * stack, and nothing else of the environment ever is.
 */
export async function untilStopped(start: () => Promise<Running>, graceMs: () => number): Promise<void> {
  let asked = false;
  let running: Running | undefined;
  const stop = async (signal: string) => {
    if (asked) process.exit(1);
    asked = true;
    process.stderr.write(`${signal}: stopping\n`);
    const late = setTimeout(() => process.exit(1), graceMs() + 5_000);
    late.unref();
    await running?.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  try {
    running = await start();
    if (asked) await running.stop();
  } catch (fault) {
    process.stderr.write(`${fault instanceof ConfigError ? fault.message : startFault(fault)}\n`);
    process.exit(1);
  }
}

/** An error of a database or a platform may carry parameters: its name and code, and where it was thrown. */
function startFault(fault: unknown): string {
  const { name, code, message, stack } = fault as { name?: string; code?: string; message?: string; stack?: string };
  const where = stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')) ?? [];
  const safe = code === 'EADDRINUSE' ? 'the port is taken: set PORT to another' : code ? '' : (message ?? '');
  return [`Tryeza did not start: ${[name, code, safe].filter(Boolean).join(' ')}`, ...where.slice(0, 6)].join('\n');
}
