import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '..');

/** Each imports what it may not, and the rule that says so. */
const TRESPASSES: Readonly<Record<string, readonly [imports: string, rule: string]>> = {
  'core/to-room.ts': ["import '../api/office.ts';", 'core-knows-no-room'],
  'core/to-queue.ts': ["import { Queue } from 'bullmq'; export const queue = Queue;", 'only-worker-knows-the-queue'],
  'core/to-chat.ts': ["import type { Bot } from 'grammy'; export type Chat = Bot;", 'core-does-no-io'],
  'core/to-network.ts': ["import 'node:https';", 'core-does-no-io'],
  'bot/to-worker.ts': [
    "import type { Plan } from '../worker/plan.ts'; export type P = Plan;",
    'bot-knows-no-other-room',
  ],
  'worker/to-api.ts': ["import '../api/office.ts';", 'worker-knows-no-other-room'],
  'api/to-bot.ts': ["import '../bot/forms/form.ts';", 'api-knows-no-other-room'],
  'bot/telegram/to-web.ts': ["import '../web/page.ts';", 'telegram-knows-no-other-channel'],
  'bot/forms/to-telegram.ts': ["import '../telegram/walk.ts';", 'forms-and-dialogs-know-no-channel'],
  'prisma/to-core.ts': ["import '../core/case.ts';", 'prisma-knows-no-room'],
  'api/to-test.ts': ["import '../test/world.ts';", 'no-test-in-the-program'],
  'api/to-main.ts': ["import './main.ts';", 'nobody-imports-a-main'],
  'start.ts': ["import './worker/plan.ts';", 'only-main-wires'],
  'core/circle.ts': ["import './circle-back.ts';", 'no-cycle'],
  'api/to-vitest.ts': ["import 'vitest';", 'no-development-package-in-the-program'],
};

const LAWFUL: Readonly<Record<string, string>> = {
  'core/case.ts': "import type { Store } from '../prisma/store.ts'; export type Case = Store;",
  'core/circle-back.ts': "import './circle.ts';",
  'prisma/store.ts': 'export type Store = string;',
  'worker/plan.ts': "import { Queue } from 'bullmq'; import '../core/case.ts'; export type Plan = Queue;",
  'bot/forms/form.ts': "import '../../core/case.ts';",
  'bot/telegram/walk.ts': "import { Bot } from 'grammy'; import '../forms/form.ts'; export type Walk = Bot;",
  'bot/web/page.ts': "import '../forms/form.ts';",
  'api/office.ts': "import 'express';",
  'api/main.ts': "import '../bot/web/page.ts'; import './office.ts';",
  'main.ts': "import './worker/plan.ts'; import './api/main.ts';",
  'test/world.ts': "import '../worker/plan.ts'; import '../bot/telegram/walk.ts';",
};

let house: string;
let violations: readonly { from: string; rule: { name: string } }[];

beforeAll(async () => {
  house = await mkdtemp(path.join(tmpdir(), 'rooms-'));
  await symlink(path.join(repository, 'node_modules'), path.join(house, 'node_modules'));
  await symlink(path.join(repository, 'package.json'), path.join(house, 'package.json'));
  const files = Object.entries(TRESPASSES).map(([file, [source]]) => [file, source] as const);
  for (const [file, source] of [...files, ...Object.entries(LAWFUL)]) {
    await mkdir(path.dirname(path.join(house, file)), { recursive: true });
    await writeFile(path.join(house, file), source);
  }
  const program = path.join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = path.join(repository, '.dependency-cruiser.cjs');
  const args = ['--config', rules, '--output-type', 'json', 'core', 'prisma', 'bot', 'worker', 'api', 'test'];
  const cruised = spawnSync(process.execPath, [program, ...args, 'main.ts', 'start.ts'], {
    cwd: house,
    encoding: 'utf8',
  });
  violations = JSON.parse(cruised.stdout).summary.violations;
});

afterAll(() => rm(house, { recursive: true, force: true }));

// By the beginning of the name, as a circle is reported once, at any of its files.
const against = (file: string) =>
  violations.filter(({ from }) => from.startsWith(file.slice(0, -'.ts'.length))).map(({ rule }) => rule.name);

test.for(Object.entries(TRESPASSES))('%s is found', ([file, [, rule]]) => {
  expect(against(file)).toContain(rule);
});

test('a house that keeps the rules is left in peace', () => {
  expect(
    Object.keys(LAWFUL)
      .filter((file) => file !== 'core/circle-back.ts')
      .flatMap(against),
  ).toEqual([]);
});
