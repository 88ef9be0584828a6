import pino from 'pino';
import type { LogLevel } from './config.ts';
import { faultInShort } from './log/fault.ts';

/**
 * What may stand in a log line: ids, codes, counts. Everything else is dropped when it is written, however it came in.
 */
const allowed = [
  'code',
  'room',
  'job',
  'queue',
  'channel',
  'act',
  'template',
  'rule',
  'step',
  'reason',
  'status',
  'method',
  'route',
  'path',
  'personId',
  'accountId',
  'messageId',
  'obligationId',
  'caseId',
  'referralId',
  'requestId',
  'updateId',
  'chain',
  'count',
  'ms',
  'attempts',
  'seq',
  'epoch',
  'port',
  'version',
  'backend',
  'names',
  'chore',
] as const;
export type LogField = (typeof allowed)[number];
export type LogFields = Readonly<Partial<Record<LogField, string | number | boolean | null | bigint>>> & {
  readonly fault?: unknown;
};

/** `words` is a sentence of ours: nothing is put into it. */
type Write = (fields: LogFields, words: string) => void;
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

const isAllowed = new Set<string>(allowed);
/** Ids, codes, routes and names of ours. No blank: a person's words have some. */
const plain = /^[\w:./+@*,-]{1,120}$/;

export function openLog({ level, to }: { level: LogLevel; to?: pino.DestinationStream }): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: kept },
  };
  const logger = to ? pino(options, to) : pino(options);
  const write =
    (severity: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (fields, words) =>
      logger[severity](fields, words);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** Keeps a test quiet. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function kept(fields: Record<string, unknown>): Record<string, unknown> {
  const found = Object.entries(fields).flatMap(([key, value]) => {
    if (key === 'fault' || key === 'err') return [['fault', faultInShort(value)] as const];
    return isAllowed.has(key) ? [[key, safe(value)] as const] : [];
  });
  return Object.fromEntries(found);
}

function safe(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' && plain.test(value) ? value : 'withheld';
}
