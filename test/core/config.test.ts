import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, readConfig, variableNames } from '../../core/config.ts';
import { makeVaultKey } from '../../core/vault.ts';

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (fault) {
    if (fault instanceof ConfigError) return fault.problems;
    throw fault;
  }
};
const production = { DATABASE_URL: 'postgres://u@db/t', VAULT_KEY: makeVaultKey(), NODE_ENV: 'production' };

test('with nothing set it is the try-out on an embedded Postgres, on the loopback address', () => {
  expect(readConfig({})).toMatchObject({
    tryOut: true,
    databaseUrl: null,
    redisUrl: null,
    web: { port: 3000, host: '127.0.0.1', publicUrl: null },
    telegram: null,
    slack: null,
    shutdownGraceMs: 10_000,
  });
});

test('a database of one’s own turns the try-out off', () => {
  expect(readConfig(production)).toMatchObject({ tryOut: false, production: true });
});

test.each([
  [{ DATABASE_URL: 'mysql://secret' }, 'DATABASE_URL must be an address'],
  [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535'],
  [{ TRY_OUT: 'yes' }, 'TRY_OUT must be one of: 0, 1'],
  [{ TRY_OUT: '1', HOST: '0.0.0.0' }, 'HOST must be a loopback address'],
  [{ ...production, TRY_OUT: '1' }, 'TRY_OUT must not be 1'],
  [{ NODE_ENV: 'production' }, 'DATABASE_URL is missing'],
  [{ DATABASE_URL: 'postgres://u@db/t' }, 'VAULT_KEY is missing'],
  [{ VAULT_KEY: 'c2VjcmV0' }, 'VAULT_KEY is no key'],
  [{ SLACK_BOT_TOKEN: 'xoxb-secret' }, 'SLACK_SIGNING_SECRET is missing'],
  [{ SLACK_APP_TOKEN: 'xapp-secret' }, 'SLACK_BOT_TOKEN is missing'],
  [{ TELEGRAM_BOT_TOKEN: 'secret' }, 'TELEGRAM_BOT_TOKEN must be'],
  [{ LOG_LEVEL: 'secret' }, 'LOG_LEVEL must be one of'],
])('names what is wrong and never what it is: case %#', (env, problem) => {
  const problems = problemsOf(env);
  expect(problems.join('\n')).toContain(problem);
  expect(problems.join('\n')).not.toContain('secret');
});

test('a name without a value is not set', () => {
  expect(readConfig({ DATABASE_URL: '', PORT: '' })).toMatchObject({ databaseUrl: null, web: { port: 3000 } });
});

test('.env.example lists every variable and no other', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  expect([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name).sort()).toEqual([...variableNames].sort());
});
