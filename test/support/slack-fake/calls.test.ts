import { describe, expect, test } from 'vitest';
import { aButton, aFake, aModal, anApp, aTrigger } from './stage.ts';

const refusedWith = (error: string) => ({ data: { ok: false, error } });

describe('messages', () => {
  test('needs text for people who hear or glance, and keeps within the limits', async () => {
    const { slack, client, person } = await aFake();
    const channel = person.id;
    await client.chat.postMessage({ channel, text: '', blocks: [aButton('Go')] });
    await client.chat.postMessage({ channel, text: 'x'.repeat(4001) });
    await expect(client.chat.postMessage({ channel, text: '' })).rejects.toMatchObject(refusedWith('no_text'));
    await expect(client.chat.postMessage({ channel, text: 'x'.repeat(40_001) })).rejects.toMatchObject(
      refusedWith('msg_too_long'),
    );
    await expect(
      client.chat.postMessage({ channel, text: 'x', blocks: [aButton('x'.repeat(76))] }),
    ).rejects.toMatchObject(refusedWith('invalid_blocks'));
    expect(slack.violations).toHaveLength(5);
  });

  test('stays in direct messages', async () => {
    const { slack, client } = await aFake();
    await expect(client.chat.postMessage({ channel: 'C0123', text: 'x' })).rejects.toThrow('not_in_channel');
    expect(slack.violations).toEqual([expect.stringContaining('posted outside direct messages')]);
  });

  test('changes and deletes only its own', async () => {
    const { slack, client, person } = await aFake();
    const channel = person.dm;
    const sent = await client.chat.postMessage({ channel: person.id, text: 'one', blocks: [aButton('Go')] });
    const ts = sent.ts ?? '';
    await client.chat.update({ channel, ts, text: 'two' });
    expect(person.lastMessage()).toMatchObject({ text: 'two', blocks: undefined, edited: true });
    const theirs = await person.says('mine');
    await expect(client.chat.update({ channel, ts: '1.2', text: 'x' })).rejects.toThrow('message_not_found');
    await expect(client.chat.update({ channel, ts: theirs, text: 'x' })).rejects.toThrow('cant_update_message');
    await expect(client.chat.delete({ channel, ts: theirs })).rejects.toThrow('cant_delete_message');
    await client.chat.delete({ channel, ts });
    expect(person.lastMessage()).toBe(undefined);
    expect(slack.violations).toHaveLength(2);
  });

  test('come one a second and channel', async () => {
    const { slack, client, person } = await aFake({ perChannelPerSecond: 1 });
    const other = slack.person();
    await client.chat.postMessage({ channel: person.id, text: 'one' });
    await client.chat.postMessage({ channel: other.id, text: 'one' });
    await expect(client.chat.postMessage({ channel: person.dm, text: 'two' })).rejects.toMatchObject({ retryAfter: 1 });
    expect(slack.violations).toEqual([]);
  });
});

describe('people and tokens', () => {
  test('may be out of reach or gone', async () => {
    const { slack, client, person } = await aFake();
    const gone = slack.person();
    slack.block(person.id);
    await slack.deactivate(gone.id);
    const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
    await expect(post(person.id)).rejects.toThrow('user_not_found');
    await expect(post(person.dm)).rejects.toThrow('channel_not_found');
    await expect(client.conversations.open({ users: person.id })).rejects.toThrow('user_not_found');
    await expect(post(gone.id)).rejects.toThrow('account_inactive');
    expect((await client.users.info({ user: gone.id })).user?.deleted).toBe(true);
    slack.unblock(person.id);
    expect((await client.conversations.open({ users: person.id })).channel?.id).toBe(person.dm);
    slack.revokeToken();
    await expect(post(person.id)).rejects.toThrow('token_revoked');
    expect(slack.violations).toEqual([]);
  });

  test('tells of an uninstalled app', async () => {
    const { slack, client } = await aFake();
    const app = await anApp();
    slack.deliverTo(app.url);
    await slack.uninstall();
    const kinds = app.got.map(({ payload }) => Object(payload['event']).type);
    expect(kinds.sort()).toEqual(['app_uninstalled', 'tokens_revoked']);
    await expect(client.auth.test()).rejects.toThrow('account_inactive');
    slack.reinstall();
    expect(await client.auth.test()).toMatchObject({ team_id: slack.teamId, user_id: slack.botUserId });
  });

  test('have a locale for those who ask', async () => {
    const { client, person } = await aFake();
    expect((await client.users.info({ user: person.id })).user?.locale).toBe(undefined);
    expect((await client.users.info({ user: person.id, include_locale: true })).user?.locale).toBe('sq-AL');
  });

  test('fail as planned, for one person and so many times', async () => {
    const { slack, client, person } = await aFake();
    const other = slack.person();
    slack.fail('chat.postMessage', { error: 'internal_error', times: 2, for: person.id });
    slack.fail('auth.test', { status: 429, retryAfter: 7 });
    const post = (id: string) => client.chat.postMessage({ channel: id, text: 'x' });
    await expect(post(person.id)).rejects.toThrow('internal_error');
    await expect(post(person.dm)).rejects.toThrow('internal_error');
    expect((await post(other.id)).ok).toBe(true);
    expect((await post(person.id)).ok).toBe(true);
    await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 7 });
    expect(slack.violations).toEqual([]);
  });
});

describe('views', () => {
  test('open once with a trigger', async () => {
    const { slack, client, person } = await aFake();
    const trigger_id = await aTrigger(slack, person);
    await client.views.open({ trigger_id, view: aModal() });
    await expect(client.views.open({ trigger_id, view: aModal() })).rejects.toThrow('exchanged_trigger_id');
    expect(slack.violations).toEqual([]);
    await expect(client.views.open({ trigger_id: 'x', view: aModal() })).rejects.toThrow('invalid_trigger_id');
    await expect(client.views.push({ trigger_id: await aTrigger(slack, person), view: aModal() })).rejects.toThrow(
      'invalid_arguments',
    );
    expect(slack.violations).toHaveLength(2);
  });

  test('stand on the home tab, the newest in place of the old', async () => {
    const { slack, client, person } = await aFake();
    const home = (label: string) => ({ type: 'home' as const, blocks: [aButton(label)] });
    const first = await client.views.publish({ user_id: person.id, view: home('Old') });
    await client.views.publish({ user_id: person.id, view: home('New'), hash: first.view?.hash ?? '' });
    expect(person.buttons().map(({ label, where }) => `${where}: ${label}`)).toEqual(['home: New']);
    await expect(
      client.views.publish({ user_id: person.id, view: home('Late'), hash: first.view?.hash ?? '' }),
    ).rejects.toThrow('hash_conflict');
    expect(slack.violations).toEqual([]);
  });
});

test('gives files to the bot token only, and its sign-in page to the rest', async () => {
  const { slack, client, person } = await aFake();
  const app = await anApp();
  slack.deliverTo(app.url);
  const bytes = Buffer.from('%PDF-1.7');
  await person.says('here', { files: [{ name: 'a b.pdf', mimetype: 'application/pdf', bytes }] });
  const [file] = Object(app.got[0]?.payload['event']).files;
  const info = await client.files.info({ file: file.id });
  const url = info.file?.url_private_download ?? '';
  const good = await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } });
  expect(Buffer.from(await good.arrayBuffer())).toEqual(bytes);
  const bad = await fetch(url);
  expect([bad.status, bad.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  await expect(client.files.info({ file: 'F0' })).rejects.toThrow('file_not_found');
  expect(slack.violations).toHaveLength(1);
});

test('takes answers at a response_url', async () => {
  const { slack, person } = await aFake();
  const app = await anApp();
  slack.deliverTo(app.url);
  await person.slash('help');
  const url = String(app.got[0]?.payload['response_url']);
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'only for you' }) });
  expect(answer.status).toBe(200);
  expect(person.lastMessage()).toMatchObject({ text: 'only for you', ephemeral: true });
});
