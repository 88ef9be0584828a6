import { z } from 'zod';
import { readSmtp, type SmtpAccess } from './smtp-access.ts';
import { openKeyring } from './vault.ts';

/** What the operator has set; docs: .env.example. */
export interface Config {
  readonly production: boolean;
  /** Null: an embedded Postgres in `.data/`. */
  readonly databaseUrl: string | null;
  /** Null: the queue is on Postgres. */
  readonly redisUrl: string | null;
  readonly web: { readonly port: number; readonly host: string; readonly publicUrl: string | null };
  readonly tryOut: boolean;
  readonly telegram: { readonly token: string; readonly apiRoot: string; readonly webhookSecret: string | null } | null;
  readonly slack: Slack | null;
  /** Null in the try-out alone: a key is made and kept in `.data/`. */
  readonly vaultKey: string | null;
  /** Null: no mail. */
  readonly smtp: SmtpAccess | null;
  readonly logLevel: LogLevel;
  readonly shutdownGraceMs: number;
}

interface Slack {
  readonly botToken: string;
  /** Null with Socket Mode. */
  readonly signingSecret: string | null;
  readonly appToken: string | null;
  readonly apiUrl: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Names each variable that is bad or missing and what it must be; never what it is. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The settings are not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => protocols.includes(URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : ''),
      `must be an address that begins with ${protocols.map((one) => `${one}://`).join(' or ')}`,
    );
const whole = (least: number, most: number) => {
  const must = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, must)
    .transform(Number)
    .refine((count) => count >= least && count <= most, must);
};
const shaped = (shape: RegExp, must: string) => z.string().regex(shape, `must be ${must}`);
const oneOf = <const Choices extends readonly string[]>(choices: Choices) =>
  z.enum(choices, { error: `must be one of: ${choices.join(', ')}` });
const vaultKey = z.string().superRefine((text, context) => {
  try {
    openKeyring(text);
  } catch (fault) {
    context.addIssue({ code: 'custom', message: `is no key: ${(fault as Error).message}` });
  }
});

const variables = z.object({
  NODE_ENV: z.string().optional(),
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: url('https', 'http').optional(),
  TRY_OUT: oneOf(['0', '1']).optional(),
  TELEGRAM_BOT_TOKEN: shaped(/^\d+:[\w-]+$/, 'the token that BotFather gave').optional(),
  TELEGRAM_API_ROOT: url('https', 'http').default('https://api.telegram.org'),
  TELEGRAM_WEBHOOK_SECRET: shaped(/^[\w-]{16,256}$/, '16 to 256 letters, digits, _ and -').optional(),
  SLACK_BOT_TOKEN: shaped(/^xoxb-\S+$/, 'a bot token, which begins with xoxb-').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: shaped(/^xapp-\S+$/, 'an app-level token, which begins with xapp-').optional(),
  SLACK_API_URL: url('https', 'http').default('https://slack.com/api/'),
  VAULT_KEY: vaultKey.optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  LOG_LEVEL: oneOf(logLevels).default('info'),
  SHUTDOWN_GRACE_MS: whole(0, 600_000).default(10_000),
});
type Variables = z.output<typeof variables>;

/** The names of all variables that are read. */
export const variableNames = Object.keys(variables.shape);

/** @throws ConfigError */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  // `NAME=` in a file of settings means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
  const set = parsed.data;
  const tryOut = (set.TRY_OUT ?? (set.DATABASE_URL ? '0' : '1')) === '1';
  const smtp = set.SMTP_URL ? readSmtp(set.SMTP_URL, set.PUBLIC_URL ?? null) : null;
  const problems = [...tryOutProblems(set, tryOut), ...slackProblems(set), ...(typeof smtp === 'string' ? [smtp] : [])];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    production: set.NODE_ENV === 'production',
    databaseUrl: set.DATABASE_URL ?? null,
    redisUrl: set.REDIS_URL ?? null,
    web: { port: set.PORT, host: set.HOST, publicUrl: set.PUBLIC_URL ?? null },
    tryOut,
    telegram: set.TELEGRAM_BOT_TOKEN
      ? {
          token: set.TELEGRAM_BOT_TOKEN,
          apiRoot: set.TELEGRAM_API_ROOT,
          webhookSecret: set.TELEGRAM_WEBHOOK_SECRET ?? null,
        }
      : null,
    slack: slackOf(set),
    vaultKey: set.VAULT_KEY ?? null,
    smtp: typeof smtp === 'string' ? null : smtp,
    logLevel: set.LOG_LEVEL,
    shutdownGraceMs: set.SHUTDOWN_GRACE_MS,
  };
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

function tryOutProblems(set: Variables, tryOut: boolean): string[] {
  if (!tryOut) return set.VAULT_KEY ? [] : ['VAULT_KEY is missing: 32 bytes in base64 (openssl rand -base64 32)'];
  const problems: string[] = [];
  if (set.NODE_ENV === 'production') {
    problems.push(
      set.TRY_OUT
        ? 'TRY_OUT must not be 1 when NODE_ENV is production'
        : 'DATABASE_URL is missing: without it the try-out would start',
    );
  }
  if (!loopback.test(set.HOST)) problems.push('HOST must be a loopback address, as 127.0.0.1, in the try-out');
  return problems;
}

function slackProblems(set: Variables): string[] {
  if (!set.SLACK_BOT_TOKEN) {
    return set.SLACK_APP_TOKEN || set.SLACK_SIGNING_SECRET
      ? ['SLACK_BOT_TOKEN is missing beside the other Slack settings']
      : [];
  }
  const reachable = set.SLACK_SIGNING_SECRET || set.SLACK_APP_TOKEN;
  return reachable ? [] : ['SLACK_SIGNING_SECRET is missing (or SLACK_APP_TOKEN, for Socket Mode)'];
}

const slackOf = (set: Variables): Slack | null =>
  set.SLACK_BOT_TOKEN
    ? {
        botToken: set.SLACK_BOT_TOKEN,
        signingSecret: set.SLACK_SIGNING_SECRET ?? null,
        appToken: set.SLACK_APP_TOKEN ?? null,
        apiUrl: set.SLACK_API_URL,
      }
    : null;
