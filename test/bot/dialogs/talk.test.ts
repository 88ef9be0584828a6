import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandName, Incoming } from '../../../bot/dialogs/incoming.ts';
import { accountAt } from '../../../core/account/account-at.ts';
import { listenerOf } from '../../../core/rendering/listener.ts';
import { openRendering } from '../../../core/rendering.ts';
import { type Locale, loadWording } from '../../../core/wording.ts';
import { aWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
  return () => world.end();
});

const wording = loadWording();

/** Somebody who came without an invite. */
async function stranger(locale: Locale = 'en') {
  const { personId, accountId } = await accountAt(world, { channel: 'telegram', address: '42', locale });
  let update = 0;
  const sends = (incoming: Incoming) =>
    world.converse({ personId, account: { id: accountId, channel: 'telegram' }, updateId: String(++update), incoming });
  const rows = () => world.store.message.findMany({ where: { personId, kind: 'send' }, orderBy: { seq: 'asc' } });
  return {
    personId,
    sends,
    says: (text: string) => sends({ kind: 'text', text, edited: false }),
    command: (name: CommandName) => sends({ kind: 'command', name, argument: '' }),
    async taps(act: string) {
      const button = await world.store.button.findFirst({
        where: { personId, act, usedAt: null },
        orderBy: { message: { seq: 'desc' } },
      });
      await sends({ kind: 'tap', button: button?.id ?? '' });
    },
    async seen() {
      const render = openRendering({ db: world.store, wording, keyring: world.keyring, addressOf: () => '' });
      const listener = await listenerOf(world.store, personId);
      const texts = [];
      for (const row of await rows()) {
        const said = await render({ ...row, lane: 'answer', params: row.params as Record<string, unknown> }, listener);
        texts.push([said.text, ...said.buttons.map(({ label }) => `[${label}]`)].join('\n'));
      }
      return texts;
    },
  };
}

test('a child reports itself: helpline first, plain words, sent after four answers when there is danger', async () => {
  const child = await stranger();
  await child.command('start');
  await child.taps('i-am-a-child');
  expect((await child.seen()).at(-2)).toMatch(/192/);
  await child.taps('choose:yes');
  await child.says('At the bus station');
  await child.says('He hits us');
  await child.taps('skip');
  expect(await world.store.referral.findMany()).toMatchObject([
    { danger: true, verified: false, reporterId: child.personId },
  ]);
  expect((await child.seen()).at(-1)).toMatch(/Reference: /);
});

test('whoever came without an invite is told what anonymous means, and that chats with bots are not end-to-end encrypted', async () => {
  const somebody = await stranger();
  await somebody.command('refer');
  const opening = (await somebody.seen())[0] ?? '';
  expect(opening).toMatch(/Anonymous.*address of this chat is stored, encrypted/);
  expect(opening).toMatch(/not end-to-end encrypted/);
  expect(opening.indexOf('192')).toBeLessThan(opening.indexOf('Anonymous'));
});

test('whoever came without an invite sees only that a report was received', async () => {
  const somebody = await stranger();
  await somebody.command('refer');
  await somebody.taps('choose:yes');
  await somebody.says('School');
  await somebody.says('Something');
  await somebody.taps('skip');
  await world.store.case.updateMany({ data: { assignedAt: world.clock.now(), openedAt: world.clock.now() } });
  await somebody.command('status');
  expect((await somebody.seen()).at(-1)).toMatch(/received/);
});

describe('never silence', () => {
  test.each<[string, Incoming]>([
    ['text', { kind: 'text', text: 'hello?', edited: false }],
    ['a voice message', { kind: 'other' }],
    ['a file', { kind: 'file', file: { name: 'a', size: 1, read: async () => new Uint8Array() } }],
    ['cancel with nothing open', { kind: 'command', name: 'cancel', argument: '' }],
    ['help', { kind: 'command', name: 'help', argument: '' }],
    ['settings', { kind: 'command', name: 'settings', argument: '' }],
    ['status', { kind: 'command', name: 'status', argument: '' }],
    ['an unknown code', { kind: 'command', name: 'start', argument: 'x'.repeat(500) }],
  ])('%s gets an answer that can be said', async (_, incoming) => {
    const somebody = await stranger('sr-Cyrl');
    await somebody.sends(incoming);
    expect((await somebody.seen()).length).toBeGreaterThan(0);
  });
});

test('quiet hours and language are chosen with a tap', async () => {
  const teacher = world.as('teacher');
  await teacher.command('settings');
  await teacher.taps('quiet:22:00-07:00');
  await teacher.command('language');
  await teacher.taps('language:en');
  expect(await world.store.person.findUnique({ where: { id: teacher.personId } })).toMatchObject({
    quietFrom: '22:00',
    locale: 'en',
  });
});
