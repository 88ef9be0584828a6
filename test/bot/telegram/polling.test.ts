import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Lease } from '../../../bot/telegram/lease.ts';
import { telegramApi } from '../../../bot/telegram/transport.ts';
import type { TelegramFake } from '../../support/telegram-fake.ts';
import { aFake, aListener, closers, polling } from './stage.ts';

const textOf = (incoming: object) => ('text' in incoming ? incoming.text : undefined);
const asked = (fake: TelegramFake) => fake.log.filter(({ method }) => method === 'getUpdates');

test('brings an update again whose poller was killed between commit and confirmation', async () => {
  const fake = await aFake();
  const folder = await mkdtemp(path.join(tmpdir(), 'poller-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'committed');
  const person = fake.person({ id: 42 });
  person.say('one');
  person.say('two');
  const program = path.join(import.meta.dirname, 'killed-poller.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, fake.token, fake.url, file], { stdio: 'ignore' });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  const before = (await readFile(file, 'utf8')).trim().split('\n');
  expect(before).toEqual([String(fake.updates[0]?.update_id)]);

  const answers: string[] = [];
  polling(fake, {
    converse: async ({ updateId }) => {
      const answer = before.includes(updateId) ? 'seen' : 'done';
      answers.push(answer);
      return answer;
    },
  });
  await fake.idle();
  expect(answers).toEqual(['seen', 'done']);
});

test('confirms nothing that is not committed, and works on other chats meanwhile', async () => {
  const fake = await aFake();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const heard: unknown[] = [];
  polling(fake, {
    converse: async ({ incoming }) => {
      if (textOf(incoming) === 'slow') await held;
      heard.push(textOf(incoming));
      return 'done';
    },
  });
  const [one, two] = [fake.person({ id: 1 }), fake.person({ id: 2 })];
  one.say('slow');
  one.say('after slow');
  two.say('quick');
  await expect.poll(() => heard).toEqual(['quick']);
  two.say('quick again');
  await expect.poll(() => heard).toEqual(['quick', 'quick again']);
  expect(fake.pending()).toBe(4);
  release();
  await fake.idle();
  expect(heard).toEqual(['quick', 'quick again', 'slow', 'after slow']);
});

test('works on a few chats at once and on each in its order', async () => {
  const fake = await aFake();
  const heard = new Map<string, unknown[]>();
  let atOnce = 0;
  let most = 0;
  const people = Array.from({ length: 20 }, (_, n) => fake.person({ id: 100 + n }));
  for (const round of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) for (const person of people) person.say(round);
  polling(fake, {
    converse: async ({ personId, incoming }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      heard.set(personId, [...(heard.get(personId) ?? []), textOf(incoming)]);
      atOnce -= 1;
      return 'done';
    },
  });
  await fake.idle();
  expect([...heard.values()]).toEqual(people.map(() => ['a', 'b', 'c', 'd', 'e', 'f', 'g']));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(6);
});

test('an update that failed comes before what its chat said later', async () => {
  const fake = await aFake();
  let failures = 3;
  const listener = aListener(({ incoming }) => {
    if (textOf(incoming) === 'one' && failures-- > 0) throw new Error('no store');
  });
  polling(fake, listener);
  const person = fake.person({ id: 42 });
  person.say('one');
  person.say('two');
  await fake.idle();
  expect(listener.committed.map(({ incoming }) => textOf(incoming))).toEqual(['one', 'two']);
});

test('takes a webhook away that is in its way, with nothing that waits', async () => {
  const fake = await aFake();
  await telegramApi({ token: fake.token, apiRoot: fake.url }).setWebhook('http://127.0.0.1:9/telegram/webhook');
  fake.person({ id: 42 }).say('po');
  const listener = aListener();
  polling(fake, listener);
  await fake.idle();
  expect(listener.committed).toHaveLength(1);
  expect(fake.webhook()).toBeUndefined();
});

test.each([
  [
    'another consumer',
    { status: 409, description: 'Conflict: terminated by other getUpdates request' },
    'telegram-409',
  ],
  ['faults of the platform', { status: 502 }, 'telegram-502'],
  ['cut lines', { closeSocket: 'before' }, 'telegram-network'],
  ['pages of a gateway', { status: 504, rawBody: '<html>' }, 'telegram-network'],
] as const)('waits longer after each of several %s, says the code and goes on', async (_, fault, code) => {
  const fake = await aFake();
  fake.failNext('getUpdates', { ...fault, times: 3 });
  const listener = aListener();
  const { logged } = polling(fake, listener);
  fake.person({ id: 42 }).say('po');
  await fake.idle();
  expect(listener.committed).toHaveLength(1);
  expect(logged).toEqual(
    [1, 2, 3].map((failures) => expect.stringContaining(`"code":"${code}","failures":${failures}`)),
  );
  expect(logged.join()).not.toContain(fake.token);
  const at = asked(fake).map((request) => request.at);
  const pauses = at.slice(1, 4).map((time, index) => time - (at[index] ?? 0));
  for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(245 * 2 ** index);
});

test('waits as long as the platform asks', async () => {
  const fake = await aFake();
  fake.failNext('getUpdates', { status: 429, retry_after: 1 });
  const listener = aListener();
  polling(fake, listener);
  fake.person({ id: 42 }).say('po');
  await fake.idle();
  const [first, second] = asked(fake);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(995);
});

test('only the holder of the lease polls; the other one is ready and takes over', async () => {
  const fake = await aFake();
  let holder = 'first';
  const leaseOf = (name: string): Lease => ({
    hold: async () => holder === name || holder === '',
    release: async () => {
      if (holder === name) holder = '';
    },
  });
  const [one, two] = [aListener(), aListener()];
  const first = polling(fake, one, leaseOf('first'));
  const second = polling(fake, two, leaseOf('second'));
  const person = fake.person({ id: 42 });
  person.say('one');
  await fake.idle();
  await expect.poll(() => [first.telegram.ready(), second.telegram.ready()]).toEqual([true, true]);
  holder = 'second';
  await expect.poll(() => first.logged.some((line) => line.includes('lease'))).toBe(true);
  person.say('two');
  await fake.idle();
  await second.telegram.stop();
  expect(holder).toBe('');
  person.say('three');
  await fake.idle();
  expect(one.committed.map(({ incoming }) => textOf(incoming))).toEqual(['one', 'three']);
  expect(two.committed.map(({ incoming }) => textOf(incoming))).toEqual(['two']);
});

test('does not poll while the case store is away', async () => {
  const fake = await aFake();
  let isAway = true;
  const lease: Lease = {
    async hold() {
      if (isAway) throw new Error('away');
      return true;
    },
    release: async () => undefined,
  };
  const listener = aListener();
  const { telegram, logged } = polling(fake, listener, lease);
  await expect.poll(() => logged.length).toBeGreaterThan(2);
  expect([asked(fake).length, telegram.ready()]).toEqual([0, false]);
  isAway = false;
  fake.person({ id: 42 }).say('po');
  await fake.idle();
  expect(listener.committed).toHaveLength(1);
});

test('leaves nothing unconfirmed when it stops, and stops in the middle of a long poll', async () => {
  const fake = await aFake();
  const listener = aListener();
  const { telegram } = polling(fake, listener);
  fake.person({ id: 42 }).say('po');
  await expect.poll(() => listener.committed.length).toBe(1);
  await telegram.stop();
  expect(fake.pending()).toBe(0);
});
