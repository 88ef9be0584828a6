import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Foreign, mustBeOurs } from '../../../bot/slack/workspace.ts';
import { startBot } from '../../../bot/start.ts';
import { until } from '../../support/telegram-office.ts';
import { aReadySlackWorld, aSlackWorld, closers, type SlackWorld } from './stage.ts';

/** Posts as Slack would, signed as is said. */
async function posts(
  { url, fake }: Pick<SlackWorld, 'url' | 'fake'>,
  body: string,
  headers: Record<string, string> = fake.sign(body),
): Promise<Response> {
  const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
  return fetch(url, { method: 'POST', body, headers: { 'content-type': type, ...headers } });
}

const slash = ({ fake }: Pick<SlackWorld, 'fake'>, more: Record<string, string> = {}): string =>
  new URLSearchParams({
    command: '/tryeza',
    text: 'help',
    team_id: fake.teamId,
    api_app_id: fake.appId,
    user_id: 'U0DOOR',
    channel_id: 'D0DOOR',
    trigger_id: '1.2.abc',
    ...more,
  }).toString();

const event = ({ fake }: Pick<SlackWorld, 'fake'>, more: object = {}, of: object = {}): string =>
  JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev0DOOR',
    team_id: fake.teamId,
    api_app_id: fake.appId,
    authorizations: [{ enterprise_id: null, team_id: fake.teamId, user_id: fake.botUserId, is_bot: true }],
    event: { type: 'message', channel_type: 'im', channel: 'D0DOOR', user: 'U0DOOR', ts: '1.2', text: 'hello', ...of },
    ...more,
  });

const nothingKept = async ({ world: { store } }: SlackWorld) => {
  expect(await store.inbox.count({ where: { channel: 'slack' } })).toBe(0);
  expect(await store.channelAccount.count({ where: { channel: 'slack' } })).toBe(0);
};

const refusedTries = ({ fake }: SlackWorld) =>
  fake.attempts.map(({ status }) => status).filter((status) => status !== 200);

describe('the door', () => {
  test('lets in nothing that is forged, expired or unsigned, and keeps nothing of it', async () => {
    const slack = await aReadySlackWorld();
    const { fake } = slack;
    const body = slash(slack);
    const now = performance.timeOrigin + performance.now();
    const seconds = String(Math.floor(now / 1000));
    const forged = `v0=${createHmac('sha256', 'another secret').update(`v0:${seconds}:${body}`).digest('hex')}`;
    const good = fake.sign(body);
    for (const headers of [
      { 'x-slack-request-timestamp': seconds, 'x-slack-signature': forged },
      fake.sign(body, now - 6 * 60_000),
      fake.sign(`${body}&text=other`),
      { ...good, 'x-slack-signature': 'v0=' },
      { ...good, 'x-slack-request-timestamp': 'soon' },
      {},
    ]) {
      expect((await posts(slack, body, headers)).status).toBe(401);
    }
    expect((await posts(slack, event(slack), fake.sign('{}'))).status).toBe(401);
    await nothingKept(slack);
    expect((await posts(slack, body)).status).toBe(200);
  });

  test('lets in nothing of another workspace, enterprise or app', async () => {
    const slack = await aReadySlackWorld();
    const other = { team_id: 'T0OTHER', authorizations: [{ team_id: 'T0OTHER', user_id: 'U1' }] };
    const payload = (more: object) =>
      new URLSearchParams({
        payload: JSON.stringify({
          type: 'shortcut',
          callback_id: 'new_referral',
          trigger_id: '1.2.abc',
          api_app_id: slack.fake.appId,
          team: { id: slack.fake.teamId },
          user: { id: 'U0DOOR', team_id: slack.fake.teamId },
          ...more,
        }),
      }).toString();
    for (const body of [
      slash(slack, { team_id: 'T0OTHER' }),
      slash(slack, { enterprise_id: 'E0OTHER' }),
      slash(slack, { is_enterprise_install: 'true' }),
      event(slack, other),
      event(slack, {}, { team: 'T0OTHER' }),
      event(slack, {}, { user_team: 'T0OTHER' }),
      event(slack, { ...other, event: { type: 'app_uninstalled' } }),
      payload({ team: { id: 'T0OTHER' } }),
      payload({ user: { id: 'U0DOOR', team_id: 'T0OTHER' } }),
      payload({ team: null, user: { id: 'U0DOOR' } }),
    ]) {
      expect({ body, status: (await posts(slack, body)).status }).toEqual({ body, status: 401 });
    }
    await nothingKept(slack);
    expect((await posts(slack, payload({}))).status).toBe(200);
  });

  test('tells apps apart where it knows its own; otherwise the signing secret, which is of one app, does', () => {
    const ours = { teamId: 'T0OURS', enterpriseId: null, appId: 'A0OURS', botId: null, botUserId: null };
    const body = { team_id: 'T0OURS', api_app_id: 'A0OTHER' };
    expect(() => mustBeOurs(ours, body)).toThrow(Foreign);
    expect(() => mustBeOurs({ ...ours, appId: null }, body)).not.toThrow();
    expect(() => mustBeOurs(ours, { ...body, api_app_id: 'A0OURS' })).not.toThrow();
    expect(() => mustBeOurs(ours, {})).toThrow(Foreign);
    expect(() => mustBeOurs(ours, 'x')).toThrow(Foreign);
  });

  test('answers what cannot be read with an error, and lives', async () => {
    const slack = await aReadySlackWorld();
    expect((await posts(slack, '{"type":')).status).toBe(400);
    expect((await posts(slack, event(slack, {}, { user: 7, text: {} }))).status).toBe(200);
    expect(await slack.fake.verifyUrl()).toBe(true);
    await nothingKept(slack);
  });
});

describe('what comes twice', () => {
  test('as the same signed request causes one answer', async () => {
    const slack = await aReadySlackWorld();
    const body = slash(slack);
    const headers = slack.fake.sign(body);
    slack.fake.person({ id: 'U0DOOR' });
    expect((await posts(slack, body, headers)).status).toBe(200);
    const said = await slack.world.store.message.count();
    expect((await posts(slack, body, headers)).status).toBe(200);
    expect(await slack.world.store.message.count()).toBe(said);
    await slack.settled();
  });

  test.each([
    ['an event', (person: Awaited<ReturnType<SlackWorld['somebody']>>) => person.says('hello').then(() => undefined)],
    ['a command', (person: Awaited<ReturnType<SlackWorld['somebody']>>) => person.slash('refer')],
    ['a shortcut', (person: Awaited<ReturnType<SlackWorld['somebody']>>) => person.shortcut()],
    ['a tap', (person: Awaited<ReturnType<SlackWorld['somebody']>>) => person.taps({ value: /./.source })],
  ])('ten times at once: %s', async (kind, does) => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    if (kind === 'a tap') await teacher.taps(/Help/);
    else await does(teacher);
    await slack.settled();
    const said = await slack.world.store.message.count();
    const statuses = await slack.fake.redeliver({ times: 10 });
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 200));
    await slack.settled();
    expect(await slack.world.store.message.count()).toBe(said);
    expect(slack.fake.violations).toEqual([]);
  });

  test('from another workspace with the same ids is not taken for it', async () => {
    const slack = await aReadySlackWorld();
    await slack.somebody('teacher');
    const ids = await slack.world.store.inbox.findMany({ where: { channel: 'slack' } });
    expect(ids.length).toBeGreaterThan(0);
    for (const { externalId } of ids) expect(externalId.startsWith(`${slack.fake.teamId}/`)).toBe(true);
  });
});

describe('what fails', () => {
  /** Fails so many commits, once it is told to. */
  const failing = () => {
    let left = 0;
    return {
      times: (count: number) => {
        left = count;
      },
      at: (point: string) => {
        if (point !== 'submission.before-commit' || left === 0) return;
        left -= 1;
        throw new Error('a fault with words of a person in it');
      },
    };
  };

  test('as an event is sent again by Slack, and answered once', async () => {
    const fails = failing();
    const slack = await aReadySlackWorld({ failing: fails.at });
    const teacher = await slack.somebody('teacher');
    const before = teacher.chat().length;
    fails.times(2);
    await teacher.says('hello');
    await slack.settled();
    expect(refusedTries(slack)).toEqual([500, 500]);
    expect(teacher.chat().filter(({ from }) => from === 'bot')).toHaveLength(before + 1);
    expect(slack.fake.violations).toEqual([]);
    expect(slack.logged.join('\n')).not.toContain('words of a person');
  });

  test('as an event for good is kept as a dead letter, and its person hears of it', async () => {
    const fails = failing();
    const slack = await aReadySlackWorld({ failing: fails.at });
    const teacher = await slack.somebody('teacher');
    fails.times(4);
    await teacher.says('hello');
    await slack.settled();
    expect(refusedTries(slack)).toEqual([500, 500, 500]);
    expect(teacher.lastMessage()?.text).toContain('Please try again');
    const [letter, ...more] = await slack.world.store.deadLetter.findMany();
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ room: 'slack', ref: expect.stringMatching(/^T0TRYEZA01\/event:Ev\w+$/) });
    expect(slack.fake.violations).toEqual([]);
  });

  test('as a command is tried again here, and acknowledged once', async () => {
    const fails = failing();
    const slack = await aReadySlackWorld({ failing: fails.at });
    const teacher = await slack.somebody('teacher');
    const before = teacher.chat().length;
    fails.times(2);
    await teacher.slash('status');
    await slack.settled();
    expect(teacher.chat()).toHaveLength(before + 1);
    expect(teacher.lastMessage()?.text).not.toContain('Please try again');
    expect(await slack.world.store.deadLetter.count()).toBe(0);
    expect(slack.fake.violations).toEqual([]);
  });

  test('as a command for good is acknowledged, kept as a dead letter, and its person hears of it', async () => {
    const fails = failing();
    const slack = await aReadySlackWorld({ failing: fails.at });
    const teacher = await slack.somebody('teacher');
    fails.times(5);
    await teacher.slash('status');
    await until(
      () => teacher.lastMessage()?.text.includes('Please try again') === true,
      () => `last said is ${teacher.lastMessage()?.text}`,
      15_000,
    );
    expect(await slack.world.store.deadLetter.findMany()).toMatchObject([
      { room: 'slack', ref: expect.stringMatching(/^T0TRYEZA01\/trigger:/) },
    ]);
    await teacher.slash('status');
    await slack.settled();
    expect(slack.fake.violations).toEqual([]);
  });
});

test('a page that could not be kept stays open with what was typed, and is kept when it is sent again', async () => {
  let isFailing = false;
  const failing = (point: string) => {
    if (isFailing && point === 'submission.before-commit') throw new Error('a fault');
  };
  const slack = await aReadySlackWorld({ failing });
  const teacher = await slack.somebody('teacher');
  await teacher.slash('refer');
  await teacher.sees(() => teacher.modal());
  await teacher.fills('danger', 'no');
  await teacher.fills('where', 'Street of the Test 7');
  await teacher.fills('what', 'Works at night');
  await slack.settled();
  isFailing = true;
  expect(await teacher.submits()).toEqual({ errors: { danger: expect.stringContaining('press the button again') } });
  isFailing = false;
  expect(await teacher.submits()).toBe('next');
  expect(await slack.world.store.deadLetter.count()).toBe(0);
  expect(slack.fake.violations).toEqual([]);
});

describe('what takes long', () => {
  /** Holds the person's row, as another visit would, until it is let go. */
  async function held({ world }: SlackWorld, personId: string) {
    const client = await world.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM person WHERE id = $1 FOR UPDATE', [personId]);
    return async () => {
      await client.query('COMMIT');
      client.release();
    };
  }

  test('is acknowledged within three seconds as a command, and answered afterwards', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const before = teacher.chat().length;
    const letGo = await held(slack, slack.world.as('teacher').personId);
    await teacher.slash('status');
    expect(teacher.chat()).toHaveLength(before);
    await letGo();
    await slack.settled();
    await until(
      () => teacher.chat().length === before + 1,
      () => 'no answer came',
      10_000,
    );
    expect(slack.fake.violations).toEqual([]);
  });

  test('is refused within three seconds as an event, sent again, and answered once', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const said = () => teacher.chat().filter(({ from }) => from === 'bot').length;
    const before = said();
    const letGo = await held(slack, slack.world.as('teacher').personId);
    const told = teacher.says('hello');
    const tries = () => slack.fake.attempts.filter(({ name, status }) => name === 'message' && status === 503).length;
    await until(
      () => tries() === 1,
      () => `${tries()} tries`,
      10_000,
    );
    await letGo();
    await told;
    await slack.settled();
    expect(said()).toBe(before + 1);
    expect(slack.fake.violations).toEqual([]);
  });

  test('is waited for when the program stops', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const letGo = await held(slack, slack.world.as('teacher').personId);
    const told = teacher.slash('status');
    await until(
      async () => {
        const { rows } = await slack.world.pool.query(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        );
        return rows[0].waiting > 0;
      },
      () => 'nobody waits for the row',
      10_000,
    );
    const stopped = slack.bot.stop();
    await letGo();
    await stopped;
    await told;
    await slack.settled();
    expect(slack.fake.violations).toEqual([]);
  });
});

describe('the workspace', () => {
  const accounts = ({ world }: SlackWorld) =>
    world.store.channelAccount.findMany({ where: { channel: 'slack' }, select: { deadReason: true } });

  test('that removes the app closes every chat in it; once it is back and the program started anew, they live', async () => {
    const slack = await aReadySlackWorld();
    await slack.somebody('teacher');
    await slack.somebody('head');
    await slack.fake.uninstall();
    await slack.fake.settled();
    expect(await accounts(slack)).toEqual([{ deadReason: 'token-revoked' }, { deadReason: 'token-revoked' }]);
    slack.fake.reinstall();
    const again = startBot(slack.house, slack.world.door);
    closers.push(() => again.stop());
    await until(
      async () => (await accounts(slack)).every(({ deadReason }) => deadReason === null),
      () => 'the chats stay closed',
      10_000,
    );
    expect(slack.fake.violations).toEqual([]);
  });

  test('whose old token is told of late, while the new one works, keeps its chats', async () => {
    const slack = await aReadySlackWorld();
    await slack.somebody('teacher');
    await slack.fake.push({ type: 'app_uninstalled' });
    await slack.fake.push({ type: 'tokens_revoked', tokens: { bot: ['U0EARLIER'] } });
    expect(await accounts(slack)).toEqual([{ deadReason: null }]);
  });

  test('need not be known for the program to start; what comes before is to come again', async () => {
    const slack = await aSlackWorld({ before: (fake) => fake.fail('auth.test', { status: 503, times: 2 }) });
    expect(slack.bot.slack?.ready()).toBe(false);
    const person = slack.fake.person();
    await person.says('hello');
    await slack.settled();
    expect(slack.bot.slack?.ready()).toBe(true);
    expect(person.lastMessage()?.from).toBe('bot');
    expect(slack.fake.violations).toEqual([]);
  });
});
