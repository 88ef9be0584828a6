import { createHmac } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { NotAcknowledged } from './parcel.ts';
import { aBoltApp, aFake, anApp } from './stage.ts';

test('signs every request, as JSON for events and as forms for what people do', async () => {
  const { slack, person } = await aFake();
  const app = await anApp();
  slack.deliverTo(app.url);
  await person.says('hello');
  await person.shortcut();
  await person.slash('status');
  const [event, shortcut, command] = app.got;
  for (const { headers, body } of app.got) {
    const base = `v0:${headers['x-slack-request-timestamp']}:${body}`;
    const digest = createHmac('sha256', slack.signingSecret).update(base).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${digest}`);
  }
  expect(event?.headers['content-type']).toBe('application/json');
  expect(event?.payload).toMatchObject({
    type: 'event_callback',
    team_id: slack.teamId,
    api_app_id: slack.appId,
    event_id: expect.stringMatching(/^Ev/),
    event: { type: 'message', channel_type: 'im', user: person.id, channel: person.dm, text: 'hello' },
    authorizations: [{ team_id: slack.teamId, is_bot: true }],
  });
  expect(shortcut?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(shortcut?.payload).toMatchObject({
    type: 'shortcut',
    callback_id: 'new_referral',
    user: { id: person.id, team_id: slack.teamId },
    team: { id: slack.teamId },
  });
  expect(command?.payload).toMatchObject({ command: '/tryeza', text: 'status', user_id: person.id });
});

test('repeats an event three times, says why, and then loses it', async () => {
  const { slack, person } = await aFake({ ackMs: 400 });
  const app = await anApp((_, nth) => (nth === 1 ? null : { status: 500 }));
  slack.deliverTo(app.url);
  await person.says('hello');
  expect(app.got.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
    [undefined, undefined],
    ['1', 'http_timeout'],
    ['2', 'http_error'],
    ['3', 'http_error'],
  ]);
  expect(new Set(app.got.map(({ payload }) => payload['event_id'])).size).toBe(1);
  expect(slack.violations).toEqual(['unacknowledged: event message is lost, answered 500']);
});

test('stops repeating when the app asks for it', async () => {
  const { slack, person } = await aFake();
  const app = await anApp(() => ({ status: 503, headers: { 'x-slack-no-retry': '1' } }));
  slack.deliverTo(app.url);
  await person.says('hello');
  expect(app.got).toHaveLength(1);
});

test('never repeats a command or a tap: the person sees an error', async () => {
  const { slack, person } = await aFake({ ackMs: 400 });
  const app = await anApp((_, nth) => (nth === 1 ? null : { status: 500 }));
  slack.deliverTo(app.url);
  await expect(person.slash('status')).rejects.toThrow(NotAcknowledged);
  await expect(person.shortcut()).rejects.toThrow(NotAcknowledged);
  expect(app.got).toHaveLength(2);
  expect(slack.violations).toEqual([
    'unacknowledged: /tryeza status, no answer within 400 ms',
    'unacknowledged: shortcut new_referral, answered 500',
  ]);
});

test('keeps events while nobody listens', async () => {
  const { slack, person } = await aFake();
  await person.says('hello');
  expect(slack.pending()).toBe(1);
  await expect(person.slash('status')).rejects.toThrow('nobody listens');
  const app = await anApp();
  slack.deliverTo(app.url);
  await slack.settled();
  expect(slack.pending()).toBe(0);
  expect(app.got).toHaveLength(1);
  expect(slack.violations).toEqual([]);
});

test('delivers the same again, to several places at once', async () => {
  const { slack, person } = await aFake();
  const [one, other] = [await anApp(), await anApp()];
  slack.deliverTo(one.url);
  await person.says('hello');
  expect(await slack.redeliver({ times: 4, urls: [one.url, other.url] })).toEqual([200, 200, 200, 200]);
  expect(one.got).toHaveLength(3);
  expect(other.got.map(({ headers }) => headers['x-slack-retry-num'])).toEqual(['2', '3']);
  expect(new Set([...one.got, ...other.got].map(({ payload }) => payload['event_id'])).size).toBe(1);
});

test('checks the URL of the app', async () => {
  const { slack } = await aFake();
  const app = await anApp(({ payload }) => ({ body: { challenge: payload['challenge'] } }));
  slack.deliverTo(app.url);
  expect(await slack.verifyUrl()).toBe(true);
});

test('brings edits, files and the app’s own messages, these with bot_id', async () => {
  const { slack, client, person } = await aFake();
  const app = await anApp();
  slack.deliverTo(app.url);
  const ts = await person.says('first', {
    files: [{ name: 'a.pdf', mimetype: 'application/pdf', bytes: Buffer.from('x') }],
  });
  await person.edits(ts, 'second');
  await client.chat.postMessage({ channel: person.id, text: 'mine' });
  await slack.settled();
  expect(app.got.map(({ payload }) => payload['event'])).toMatchObject([
    { subtype: 'file_share', text: 'first', files: [{ name: 'a.pdf', size: 1 }] },
    { subtype: 'message_changed', message: { text: 'second', ts }, previous_message: { text: 'first' } },
    { bot_id: expect.any(String), text: 'mine', user: slack.botUserId },
  ]);
});

test('connects sockets by ticket only, and gives an answer on a socket to the person', async () => {
  const { slack, person } = await aFake();
  await aBoltApp(
    slack,
    (app) => {
      app.command('/tryeza', ({ ack }) => ack('only for you'));
      app.event('message', async () => undefined);
    },
    { sockets: true },
  );
  await person.slash('help');
  expect(person.lastMessage()).toMatchObject({ text: 'only for you', ephemeral: true });
  await person.says('hello');
  expect(await slack.redeliver({ times: 2 })).toEqual([200, 200]);
  expect(slack.log.filter(({ method, path }) => method === 'ack' && path === '/link')).toHaveLength(4);
  expect(slack.log.some(({ method, body }) => method === 'ack' && body.includes('only for you'))).toBe(true);
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
  await expect(client.apps.connections.open()).rejects.toThrow('not_allowed_token_type');
});
