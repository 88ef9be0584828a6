import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../channel/log.ts';

/** What Slack's libraries have to say may quote payloads and addresses: only the code in it, or none, goes on. */
export function libraryLog(log: Log): Logger {
  const pass = (...said: unknown[]) => log.warn({ channel: 'slack', code: codeIn(said) }, 'Slack’s library warns');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: pass,
    error: pass,
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}

function codeIn(said: readonly unknown[]): string {
  for (const one of said) {
    const text = one instanceof Error && 'code' in one ? `code: ${String(one.code)}` : String(one);
    const [, code] = /\bcode: ([a-z_]{1,60})\b/.exec(text) ?? [];
    if (code) return code;
  }
  return 'unnamed';
}
