import { describe, expect, test } from 'vitest';
import { aBoltApp, aButton, aFake, aField, aModal, aTrigger } from './slack-fake/stage.ts';

describe.each([{ sockets: false }, { sockets: true }])('a real Bolt app, sockets: $sockets', ({ sockets }) => {
  test('talks, opens a modal, follows its conditions and hears the submission', async () => {
    const { slack, person } = await aFake();
    await aBoltApp(
      slack,
      (app) => {
        app.command('/tryeza', async ({ ack, command, client }) => {
          await ack();
          await client.chat.postMessage({
            channel: command.user_id,
            text: `you said ${command.text}`,
            blocks: [aButton('Begin')],
          });
        });
        app.action('press', async ({ ack, body, client }) => {
          await ack();
          if (!('trigger_id' in body)) return;
          await client.views.open({ trigger_id: body.trigger_id, view: aModal({}, ['name']) });
        });
        app.view('form', async ({ ack, view }) => {
          const name = view.state.values['name']?.['answer']?.value;
          if (name === 'wrong') return ack({ response_action: 'errors', errors: { name: 'not that one' } });
          await ack();
        });
        app.event('app_home_opened', async ({ event, client }) => {
          const view = { type: 'home' as const, blocks: [aButton('Draft')] };
          await client.views.publish({ user_id: event.user, view });
        });
        app.message(/./, async ({ message, say }) => {
          if (!('bot_id' in message)) await say('heard');
        });
      },
      { sockets },
    );
    expect(slack.socketsOpen()).toBe(sockets);

    await person.slash('hello');
    expect((await person.sees(() => person.lastMessage())).text).toBe('you said hello');
    await person.taps('Begin');
    expect((await person.sees(() => person.modal())).callback_id).toBe('form');
    expect(await person.submits()).toEqual({ errors: { name: 'Please complete this required field.' } });
    await person.fills('name', 'wrong');
    expect(await person.submits()).toEqual({ errors: { name: 'not that one' } });
    await person.fills('name', 'right');
    expect(await person.submits()).toBe('closed');
    await person.opensHome();
    expect((await person.sees(() => person.home())).blocks).toHaveLength(1);
    await person.says('good day');
    await person.sees(() => person.lastMessage()?.text === 'heard');
    await slack.settled();
    expect(person.chat().map(({ from, text }) => `${from}: ${text}`)).toEqual([
      'bot: you said hello',
      'person: good day',
      'bot: heard',
    ]);
    expect(slack.violations).toEqual([]);
  });
});

test('reads form-encoded and JSON bodies, the token in the header or the body', async () => {
  const { slack, person } = await aFake();
  const json = (headers: object, body: object) =>
    fetch(`${slack.url}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(body),
    }).then((response) => response.json());
  const authorization = `Bearer ${slack.botToken}`;
  expect(await json({ authorization }, { channel: person.id, text: 'one' })).toMatchObject({
    ok: true,
    channel: person.dm,
  });
  const form = await fetch(`${slack.url}chat.postMessage`, {
    method: 'POST',
    body: new URLSearchParams({ token: slack.botToken, channel: person.dm, text: 'two' }),
  });
  expect(await form.json()).toMatchObject({ ok: true });
  expect(await json({}, { channel: person.id, text: 'three' })).toEqual({ ok: false, error: 'not_authed' });
  expect(await json({ authorization: 'Bearer x' }, {})).toEqual({ ok: false, error: 'invalid_auth' });
  expect(person.chat().map(({ text }) => text)).toEqual(['one', 'two']);
  expect(slack.violations).toEqual(['chat.postMessage: not_authed', 'chat.postMessage: invalid_auth']);
});

test('answers unknown methods and keeps every request whole', async () => {
  const { slack, client } = await aFake();
  await expect(client.apiCall('users.list', { limit: 3 })).rejects.toMatchObject({ data: { error: 'unknown_method' } });
  expect(slack.log).toMatchObject([{ method: 'users.list', path: '/api/users.list', body: 'limit=3' }]);
  expect(slack.violations).toEqual(['users.list: unknown_method']);
});

test('keeps a field by block_id and action_id, forgets what is not shown, and enforces the hash', async () => {
  const { slack, client, person } = await aFake();
  const trigger_id = await aTrigger(slack, person);
  const opened = await client.views.open({ trigger_id, view: aModal({}, ['kept', 'gone']) });
  await person.fills('kept', 'typed');
  await person.fills('gone', 'typed too');
  const view_id = opened.view?.id ?? '';
  const hash = opened.view?.hash ?? '';
  const next = aModal({
    blocks: [aField('kept', { initial_value: 'ignored' }), aField('new', { initial_value: 'set' })],
  });
  await client.views.update({ view_id, hash, view: next });
  expect(person.modal()?.state.values).toEqual({
    kept: { answer: { type: 'plain_text_input', value: 'typed' } },
    new: { answer: { type: 'plain_text_input', value: 'set' } },
  });
  await expect(client.views.update({ view_id, hash, view: next })).rejects.toMatchObject({
    data: { error: 'hash_conflict' },
  });
  await client.views.update({ view_id, view: aModal({}, ['kept', 'gone']) });
  expect(person.modal()?.state.values['gone']?.['answer']?.['value']).toBe(null);
  expect(slack.violations).toEqual([]);
});
