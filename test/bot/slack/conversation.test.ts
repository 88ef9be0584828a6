import { describe, expect, test } from 'vitest';
import { slackTransport } from '../../../bot/slack/transport.ts';
import { deactivatePerson } from '../../../core/person/deactivate.ts';
import type { SlackFake } from '../../support/slack-fake.ts';
import { until } from '../../support/telegram-office.ts';
import { aReadySlackWorld, type SlackWorld } from './stage.ts';

const accountsOf = ({ world: { store } }: SlackWorld) =>
  store.channelAccount.findMany({ where: { channel: 'slack' }, orderBy: { linkedAt: 'asc' } });

const postedTo = (fake: SlackFake) =>
  fake.log
    .filter(({ path }) => path.endsWith('chat.postMessage'))
    .map(({ body, headers }) =>
      String(headers['content-type']).includes('json')
        ? String(JSON.parse(body).channel)
        : (new URLSearchParams(body).get('channel') ?? ''),
    );

describe('somebody in Slack', () => {
  test('is linked by an invite code, also from a channel, and hears of it in the direct chat alone', async () => {
    const slack = await aReadySlackWorld();
    const teacher = slack.fake.person();
    await teacher.slash(`start ${await slack.codeFor('teacher')}`, { channel: 'C0GENERAL' });
    await slack.settled();
    expect(teacher.chat().map(({ text }) => text)).toEqual([expect.stringMatching(/^You are linked: /)]);
    expect(teacher.lastMessage()?.text).toContain('administrators of your Slack workspace can export every message');
    expect((await accountsOf(slack)).map(({ personId }) => personId)).toEqual([slack.world.as('teacher').personId]);
    expect(postedTo(slack.fake)).toEqual([teacher.id]);
    expect(slack.fake.violations).toEqual([]);
  });

  test('hears why a code is not taken', async () => {
    const slack = await aReadySlackWorld();
    const code = await slack.codeFor('teacher');
    const [first, second] = [slack.fake.person(), slack.fake.person()];
    await first.slash(`start ${code}`);
    await second.slash(`start ${code}`);
    await slack.settled();
    expect(second.chat()).toHaveLength(1);
    expect(second.lastMessage()?.text).not.toMatch(/^You are linked/);
    expect((await accountsOf(slack)).map(({ personId }) => personId)).toContain(slack.world.as('teacher').personId);
    expect(slack.fake.violations).toEqual([]);
  });

  test('is greeted in the language of the app, as far as the app may ask, else in Albanian', async () => {
    const slack = await aReadySlackWorld();
    const serbian = slack.fake.person({ locale: 'sr-RS' });
    await serbian.slash('start');
    slack.fake.fail('users.info', { error: 'missing_scope' });
    const other = slack.fake.person({ locale: 'en-US' });
    await other.slash('start');
    await slack.settled();
    expect(serbian.lastMessage()?.text).toMatch(/^Dobar dan/);
    expect(other.lastMessage()?.text).toMatch(/^Mirë/);
    expect(slack.fake.violations).toEqual([]);
  });

  test('reads of commands as they are written in Slack', async () => {
    const slack = await aReadySlackWorld();
    const head = await slack.somebody('head');
    await head.slash('nonsense');
    await slack.settled();
    const help = head.lastMessage()?.text ?? '';
    for (const name of ['refer', 'status', 'cases', 'deadlines', 'why', 'settings', 'language', 'help', 'cancel']) {
      expect(help).toContain(`\n/tryeza ${name} `);
    }
    expect(slack.fake.violations).toEqual([]);
  });

  test('is shown the window of a report in the same turn as the numbers to call', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const before = teacher.chat().length;
    await teacher.slash('refer');
    const window = teacher.reads(await teacher.sees(() => teacher.modal()));
    await slack.settled();
    expect(window).toMatch(/^1\/\d · /);
    expect(teacher.chat().slice(before)).toHaveLength(1);
    expect(teacher.lastMessage()?.text).toContain('192');
    expect(slack.fake.violations).toEqual([]);
  });

  test('who takes reports for others says for whom first, by a button, and then has the window', async () => {
    const slack = await aReadySlackWorld();
    const intake = await slack.somebody('intake');
    await intake.shortcut();
    await slack.settled();
    expect(intake.modal()).toBeNull();
    await intake.taps('Somebody called');
    expect(intake.reads(await intake.sees(() => intake.modal()))).toMatch(/^1\/\d · /);
    await slack.settled();
    expect(slack.fake.violations).toEqual([]);
  });

  test('who was deactivated hears nothing, and begins nothing', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const personId = slack.world.as('teacher').personId;
    await slack.world.as('admin').does(deactivatePerson, { personId });
    await slack.settled();
    const before = teacher.chat().length;
    await teacher.slash('refer');
    await teacher.says('hello');
    await slack.settled();
    expect(teacher.chat().filter(({ from }) => from === 'bot')).toHaveLength(before);
    expect(await slack.world.store.draft.count({ where: { personId } })).toBe(0);
    expect(slack.fake.violations).toEqual([]);
  });

  test('who sends a file where none is asked for is told so, and it is not fetched', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const bytes = new TextEncoder().encode('%PDF-1.4 a scan');
    await teacher.says('', { files: [{ name: 'a.pdf', mimetype: 'application/pdf', bytes }] });
    await slack.settled();
    expect(teacher.chat().at(-1)?.from).toBe('bot');
    expect(slack.fake.log.filter(({ path }) => path.includes('files-pri'))).toEqual([]);
    expect(slack.fake.violations).toEqual([]);
  });

  test('who edits what was typed is heard once more; what was only unfolded is not', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const ts = await teacher.says('hello');
    await slack.settled();
    await teacher.edits(ts, 'good day');
    await slack.settled();
    const said = await slack.world.store.message.count();
    await teacher.edits(ts, 'good day');
    await slack.settled();
    expect(await slack.world.store.message.count()).toBe(said);
    const inbox = await slack.world.store.inbox.count({ where: { externalId: { contains: '/event:' } } });
    expect(inbox).toBe(2);
    expect(slack.fake.violations).toEqual([]);
  });

  test('whose chat is closed by Slack is not written to again', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    slack.fake.block(teacher.id);
    await teacher.slash('status');
    await until(
      async () => (await accountsOf(slack)).some(({ deadReason }) => deadReason !== null),
      () => 'the chat stays open',
      10_000,
    );
    expect((await accountsOf(slack)).map(({ deadReason }) => deadReason)).toEqual([
      expect.stringMatching(/^slack-(user|channel)-not-found$/),
    ]);
    slack.fake.unblock(teacher.id);
    await teacher.slash('help');
    await slack.settled();
    expect((await accountsOf(slack)).map(({ deadReason }) => deadReason)).toEqual([null]);
    expect(slack.fake.violations).toEqual([]);
  });
});

test('somebody is asked once more, in their language, before a report is taken back', async () => {
  const slack = await aReadySlackWorld();
  const teacher = await slack.somebody('teacher');
  const { slack: access } = slack.house.config;
  if (!access) throw new Error('Slack is off');
  const transport = slackTransport({ ...slack.house, access });
  const buttons = [{ id: 'no-such-button', act: 'withdraw', label: 'Undo or withdraw' }];
  const message = { text: 'Received.', buttons, template: 'answer', field: null, lane: 'answer' } as const;
  await transport.send(`${slack.fake.teamId}/${teacher.id}`, message, 'm1');
  const said = teacher.chat().length;
  await teacher.taps('Undo or withdraw', { agrees: false });
  await slack.settled();
  expect(teacher.confirmed()).toEqual([expect.stringContaining('Take the report back?')]);
  expect(teacher.chat()).toHaveLength(said);
  await teacher.taps('Undo or withdraw');
  await slack.settled();
  expect(teacher.chat()).toHaveLength(said + 1);
  expect(slack.fake.violations).toEqual([]);
});

test('nothing is said in a channel, whatever is said there', async () => {
  const slack = await aReadySlackWorld();
  const teacher = await slack.somebody('teacher');
  const said = await slack.world.store.message.count();
  for (const [channel, type] of [
    ['C0GENERAL', 'channel'],
    ['G0PRIVATE', 'group'],
    ['G0SEVERAL', 'mpim'],
  ] as const) {
    const event = { type: 'message', channel, channel_type: type, user: teacher.id, ts: '1.2', text: 'hello' };
    await slack.fake.push(event);
  }
  await slack.settled();
  expect(await slack.world.store.message.count()).toBe(said);
  expect(new Set(postedTo(slack.fake))).toEqual(new Set([teacher.id]));
  expect(slack.fake.violations).toEqual([]);
});

test('is the same by Socket Mode, acknowledged when it is committed', async () => {
  let isFailing = false;
  const failing = (point: string) => {
    if (!isFailing || point !== 'submission.before-commit') return;
    isFailing = false;
    throw new Error('a fault');
  };
  const slack = await aReadySlackWorld({ socketMode: true, failing });
  expect(slack.bot.slack?.router).toBeNull();
  const teacher = await slack.somebody('teacher');
  await teacher.slash('refer');
  expect(teacher.reads(await teacher.sees(() => teacher.modal()))).toMatch(/^1\/\d · /);
  await teacher.closes();
  await slack.settled();
  await teacher.taps(/Continue/);
  await teacher.sees(() => teacher.modal());
  await teacher.closes();
  isFailing = true;
  const said = teacher.chat().filter(({ from }) => from === 'bot').length;
  await teacher.says('hello');
  await slack.settled();
  expect(isFailing).toBe(false);
  expect(teacher.chat().filter(({ from }) => from === 'bot').length).toBeGreaterThan(said);
  slack.fake.refreshSockets();
  const opened = () => slack.fake.log.filter(({ path }) => path.endsWith('apps.connections.open')).length;
  await until(
    () => opened() === 2 && slack.bot.slack?.ready() === true,
    () => `${opened()} sockets were asked for`,
    10_000,
  );
  await teacher.slash('help');
  await slack.settled();
  expect(teacher.lastMessage()?.text).toContain('/tryeza refer');
  expect(slack.fake.violations).toEqual([]);
});
