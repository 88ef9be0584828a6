import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeVaultKey } from '../../core/vault.ts';
import { aDatabase, type TestDatabase } from '../support/database.ts';
import { builtProgram } from './built.ts';
import { type RoleProcess, runRole, type Settings, startRole } from './role-process.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const repository = path.resolve(import.meta.dirname, '../..');
let database: TestDatabase;
let folder: string;
let program: string;
let settings: Settings;
const running: RoleProcess[] = [];

beforeAll(async () => {
  database = await aDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'tryeza-image-'));
  program = await asInTheImage(await builtProgram());
  await writeFile(path.join(folder, 'vault_key'), `${makeVaultKey()}\n`);
  await writeFile(path.join(folder, 'telegram_bot_token'), '\n');
  settings = {
    DATABASE_URL: database.url,
    VAULT_KEY_FILE: path.join(folder, 'vault_key'),
    TELEGRAM_BOT_TOKEN_FILE: path.join(folder, 'telegram_bot_token'),
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
});
afterAll(async () => {
  for (const one of running) await one.kill();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** With the packages that the Dockerfile leaves, each under its name and nothing else to be found. */
async function asInTheImage(built: string): Promise<string> {
  const { packages } = JSON.parse(await readFile(path.join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean }>;
  };
  const dockerfile = await readFile(path.join(repository, 'Dockerfile'), 'utf8');
  const left = /ARG NOT_AT_RUN_TIME="([^"]+)"/.exec(dockerfile)?.[1]?.split(' ') ?? [];
  expect(left).toContain('tsx');
  for (const [at, { dev, devOptional }] of Object.entries(packages)) {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(at) ?? [];
    if (!name || dev || devOptional || left.some((one) => name === one || name.startsWith(`${one}/`))) continue;
    const link = path.join(folder, 'node_modules', name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(repository, 'node_modules', name), link);
  }

  await cp(built, path.join(folder, 'dist'), { recursive: true });
  return path.join(folder, 'dist');
}

async function started(role: string, more: Settings = {}): Promise<RoleProcess> {
  const one = await startRole({ program, role, settings: { ...settings, ...more } });
  running.push(one);
  return one;
}

test('each role runs as plain JavaScript without development packages, from secrets in files', async () => {
  const roles = await Promise.all(['bot', 'worker', 'api'].map((role) => started(role)));
  for (const { address, output } of roles) {
    const ready = await fetch(`${address}/readyz`);
    expect(await ready.json(), output()).toMatchObject({ status: 'ready' });
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
  }
  for (const one of roles) expect(await one.stop()).toBe(0);
});

test('pages come with their style and in the reader’s language, the API with its description', async () => {
  const { address, stop } = await started('api');
  const page = await fetch(address, { headers: { 'accept-language': 'sq' } });
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(html).toContain('lang="sq"');
  const styles = [...html.matchAll(/href="([^"]+\.css)"/g)].map(([, href]) => href ?? '');
  expect(styles.length).toBeGreaterThan(0);
  for (const href of styles) {
    const style = await fetch(new URL(href, address));
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect((await style.text()).length).toBeGreaterThan(100);
  }
  expect((await (await fetch(`${address}/openapi.json`)).json()).paths).toHaveProperty('/api/v1/cases');
  expect(await stop()).toBe(0);
});

test('makes an office from the example file, once, and says nobody’s name', async () => {
  const file = path.join(repository, 'docs/office.example.json');
  const office = (...args: string[]) => runRole({ program, role: 'office', settings, args: ['--file', file, ...args] });
  const trial = await office('--dry-run');
  expect(trial).toMatchObject({ how: 0, output: expect.stringMatching(/would make office\n/) });
  expect(trial.output).not.toContain('code');
  const made = await office();
  expect(made).toMatchObject({ how: 0, output: expect.stringMatching(/made person 1 \(admin\): invite code \S+\n/) });
  expect(made.output).not.toMatch(/Shembulli|Provues/);
  expect(await office()).toEqual({ how: 0, output: 'Nothing to do: the office is as the file says.\n' });
});

test('migrating a database that is up to date says so and ends with 0', async () => {
  expect(await runRole({ program, role: 'migrate', settings })).toEqual({
    how: 0,
    output: 'The database is up to date.\n',
  });
});

test.each([
  ['a role that there is not', 'bots', {}, 'Say what to be, one of: bot, worker, api'],
  [
    'a secret that cannot be read',
    'api',
    { DATABASE_URL: '', DATABASE_URL_FILE: '/absent' },
    'DATABASE_URL_FILE cannot be read: /absent (ENOENT)',
  ],
  ['production without a database', 'api', { DATABASE_URL: '' }, 'DATABASE_URL is missing'],
] as const)('%s ends with 1 and one sentence', async (_, role, more, sentence) => {
  const { how, output } = await runRole({ program, role, settings: { ...settings, ...more } });
  expect([how, output]).toEqual([1, expect.stringContaining(sentence)]);
  expect(output).not.toMatch(/\n\s+at /);
});
