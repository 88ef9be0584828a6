import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, variableNames } from '../../core/config.ts';
import { makeVaultKey } from '../../core/vault.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');

const service = z.looseObject({
  image: z.string(),
  user: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  read_only: z.boolean(),
  restart: z.string(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  mem_limit: z.string(),
  stop_grace_period: z.string().optional(),
  logging: z.looseObject({ options: z.record(z.string(), z.string()) }),
  healthcheck: z.looseObject({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z.looseObject({ replicas: z.number(), update_config: z.looseObject({ order: z.string() }) }).optional(),
});
const compose = z
  .object({
    services: z.record(z.string(), service),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    configs: z.record(z.string(), z.object({ content: z.string() })),
    networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(parse(read('docker-compose.yml'), { merge: true, maxAliasCount: -1 }));
const { services } = compose;

const roles = ['bot', 'worker', 'api'] as const;
const ours = [...roles, 'migrate'] as const;
const of = (name: string) => service.parse(services[name]);

/** What the process finds: Compose's own variables given, each file read. */
function environmentOf(name: string): Record<string, string> {
  const given: Record<string, string> = { PUBLIC_URL: 'https://tryeza.example.org', LOG_LEVEL: 'info' };
  const secrets: Record<string, string> = {
    database_url: 'postgres://tryeza:secret@postgres:5432/tryeza',
    vault_key: makeVaultKey(),
    telegram_bot_token: '1:token',
    telegram_webhook_secret: 'a-secret_of-the_webhook',
    slack_bot_token: 'xoxb-1',
    slack_signing_secret: 'signing',
    smtp_url: 'smtps://tryeza%40example.org:secret@mail.example.org:465',
  };
  return Object.fromEntries(
    Object.entries(of(name).environment).map(([key, value]) => {
      const [, secret] = /^\/run\/secrets\/(\w+)$/.exec(value) ?? [];
      if (secret) return [key.replace(/_FILE$/, ''), secrets[secret] ?? ''];
      return [key, value.replace(/\$\{(\w+)[^}]*\}/g, (_, one: string) => given[one] ?? '')];
    }),
  );
}

test.each(ours)(
  '%s: every variable exists, every secret is defined and given, and the settings are complete',
  (name) => {
    const { environment, secrets } = of(name);
    for (const [key, value] of Object.entries(environment)) {
      const isFile = value.startsWith('/run/secrets/');
      expect(variableNames).toContain(isFile ? key.replace(/_FILE$/, '') : key);
      expect(key.endsWith('_FILE')).toBe(isFile);
      if (isFile) expect(secrets).toContain(value.replace('/run/secrets/', ''));
    }
    for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
    const found = environmentOf(name);
    const config = readConfig(found);
    expect(found).toMatchObject({ SMTP_URL: expect.stringMatching(/^smtps:/) });
    expect(config).toMatchObject({
      production: true,
      tryOut: false,
      redisUrl: 'redis://redis:6379',
      web: { host: '0.0.0.0', port: 3000, publicUrl: 'https://tryeza.example.org' },
      telegram: { webhookSecret: 'a-secret_of-the_webhook' },
      slack: { signingSecret: 'signing' },
    });
    const patience = Number.parseInt(of(name).stop_grace_period ?? '', 10) * 1000;
    // A worker waits twice for its grace, and lifetime.ts ends whoever takes five seconds longer.
    expect(patience).toBeGreaterThan(config.shutdownGraceMs + 5_000);
  },
);

test('no secret stands in the file itself, and no secret is anywhere but in a file of its own', () => {
  const secret = /TOKEN|SECRET|KEY|PASSWORD|DATABASE_URL|SMTP_URL/;
  for (const { environment } of Object.values(services))
    for (const key of Object.keys(environment)) if (secret.test(key)) expect(key).toMatch(/_FILE$/);
  for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\/\w+$/);
  expect(read('.gitignore').split('\n')).toEqual(expect.arrayContaining(['secrets/', '.env']));
  expect(read('.dockerignore').split('\n')[1]).toBe('*');
});

test('one image in every role, two of each, none of them root, each after the migration', () => {
  expect(new Set(ours.map((name) => of(name).image)).size).toBe(1);
  for (const name of roles) {
    const { command, deploy, depends_on: after, user } = of(name);
    expect(command).toEqual([name]);
    expect(deploy).toMatchObject({ replicas: 2, update_config: { order: 'start-first' } });
    expect(after).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
    expect(after).toMatchObject({ redis: { condition: 'service_healthy' } });
    expect(user).toBe('10001:10001');
  }
  expect(of('migrate')).toMatchObject({ restart: 'no', depends_on: { postgres: { condition: 'service_healthy' } } });
});

test('every container is confined: no rights, bounded memory and logs, a health check', () => {
  for (const [name, one] of Object.entries(services)) {
    expect([name, one.cap_drop, one.security_opt]).toEqual([name, ['ALL'], ['no-new-privileges:true']]);
    expect(one.mem_limit).toMatch(/^\d+[mg]$/);
    expect(Object.keys(one.logging.options)).toEqual(['max-size', 'max-file']);
    // Compose cannot write the front's settings into a container that is read-only.
    expect([name, one.read_only]).toEqual([name, name !== 'front']);
    expect(name === 'migrate' ? one.healthcheck.disable : one.healthcheck.test?.[0]).toBe(
      name === 'migrate' ? true : 'CMD',
    );
    expect(one.restart).toBe(name === 'migrate' ? 'no' : 'unless-stopped');
    expect(one.image).not.toMatch(/:latest$/);
    expect(one.image).toMatch(/:/);
  }
});

test('Redis forgets nothing and is precise; Postgres keeps checksums; both keep their data and are out of reach', () => {
  const redis = of('redis').command.join(' ');
  for (const wanted of ['--maxmemory-policy noeviction', '--appendonly yes', '--hz 100'])
    expect(redis).toContain(wanted);
  expect(of('postgres').environment['POSTGRES_INITDB_ARGS']).toBe('--data-checksums');
  for (const name of ['redis', 'postgres']) {
    const { ports, networks, volumes } = of(name);
    expect([ports, networks]).toEqual([[], ['stores']]);
    expect(Object.keys(compose.volumes)).toContain(volumes[0]?.split(':')[0]);
  }
  expect(compose.networks['stores']?.internal).toBe(true);
  const published = Object.entries(services).filter(([, { ports }]) => ports.length > 0);
  expect(published.map(([name]) => name)).toEqual(['front']);
});

test('the connections that all of them may open stay below those of Postgres', () => {
  const most = Number(/max_connections=(\d+)/.exec(of('postgres').command.join(' '))?.[1]);
  const pool = Number(/max = (\d+)/.exec(read('prisma/client.ts'))?.[1]);
  const processes = roles.reduce((sum, name) => sum + (of(name).deploy?.replicas ?? 0), 0);
  // Twice, as old and new run side by side during an upgrade; one more of a worker for its presence.
  expect(2 * (processes * pool + 2) + 10).toBeLessThan(most);
});

test('the front hides figures and health, brings platforms to the bots and everybody else to the office', () => {
  const content = compose.configs['front']?.content ?? '';
  expect(content).toMatch(/@inside path [^\n]*\/metrics/);
  expect(content).toContain('respond @inside 404');
  const [, platforms = ''] = /@platforms path ([^\n]+)/.exec(content) ?? [];
  for (const where of ['/telegram/webhook', '/slack/events']) expect(platforms.split(' ')).toContain(where);
  expect(content.indexOf('dynamic a bot 3000')).toBeLessThan(content.indexOf('dynamic a api 3000'));
  // Every dollar that is not Compose's own is written twice.
  expect(read('docker-compose.yml')).toContain('{$$PUBLIC_URL}');
});

test('the image is of Node 24, without root, without development packages, and hears signals itself', () => {
  const dockerfile = read('Dockerfile');
  expect(dockerfile).toMatch(/^ARG NODE=node:24-slim$/m);
  expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual(
    Array(3).fill(['$', '{NODE}'].join('')),
  );
  expect(dockerfile).not.toContain(':latest');
  const [last = ''] = dockerfile.split(/^FROM /m).slice(-1);
  expect(last).toMatch(/^USER 10001:10001$/m);
  expect(last).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(last).toMatch(/^ENTRYPOINT \["node", "dist\/role\.main\.js"\]$/m);
  expect(last).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", .*\/healthz/m);
  expect(last).toMatch(/^ENV NODE_ENV=production /m);
  expect(last).toMatch(/org\.opencontainers\.image\.title/);
  expect(dockerfile).toContain('--omit=dev');
});
