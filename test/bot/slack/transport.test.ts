import { describe, expect, test } from 'vitest';
import { postedOf } from '../../../bot/slack/blocks.ts';
import { confirmIn } from '../../../bot/slack/confirm.ts';
import type { DeskParts } from '../../../bot/slack/parts.ts';
import { slackTransport } from '../../../bot/slack/transport.ts';
import type { Rendered } from '../../../core/outbox/transport.ts';
import { loadWording, locales } from '../../../core/wording.ts';
import { type SlackFake, startSlackFake } from '../../support/slack-fake.ts';
import { closers } from './stage.ts';

const wording = loadWording();

const aMessage = (overrides: Partial<Rendered> = {}): Rendered => ({
  text: 'A case was assigned to you.',
  buttons: [],
  template: 'case-assigned',
  field: null,
  lane: 'answer',
  ...overrides,
});
const aButton = (id: string, label = 'Yes', act = 'accept') => ({ id, act, label });
const none = () => undefined;

async function aTransport(options: { timeoutMs?: number; apiUrl?: string } = {}) {
  const fake = await startSlackFake({ perChannelPerSecond: 1000 });
  closers.push(() => fake.close());
  const logged: string[] = [];
  const write = (fields: object, what: string) => void logged.push(JSON.stringify({ ...fields, what }));
  const { botToken, signingSecret, url: apiUrl } = fake;
  const access = { botToken, signingSecret, appToken: null, apiUrl, ...options };
  // Nothing that is sent here asks the case store.
  const parts = { wording, log: { info: write, warn: write } } as unknown as Omit<DeskParts, 'client'>;
  const transport = slackTransport({ ...parts, access });
  const person = fake.person();
  return { fake, person, transport, logged, address: `${fake.teamId}/${person.id}` };
}

const posts = (fake: SlackFake, method: string) => fake.log.filter(({ path }) => path.endsWith(method));

describe('a message', () => {
  test('goes to the direct chat, without previews, with its buttons; the ref names chat and time', async () => {
    const { fake, person, transport, address } = await aTransport();
    const answer = await transport.send(address, aMessage({ buttons: [aButton('b1', 'I have it')] }), 'm1');
    expect(answer).toEqual({ is: 'accepted', ref: `${person.dm}:${person.lastMessage()?.ts}` });
    expect(person.lastMessage()?.text).toBe('A case was assigned to you.');
    expect(person.buttons()).toMatchObject([{ label: 'I have it', value: 'b1', actionId: 'b:b1' }]);
    expect(posts(fake, 'chat.postMessage')[0]?.body).toMatch(/unfurl_links[=":]+false/);
    expect(fake.violations).toEqual([]);
  });

  test('is edited in place, and loses its buttons', async () => {
    const { fake, person, transport, address } = await aTransport();
    const sent = await transport.send(address, aMessage({ buttons: [aButton('b1')] }), 'm1');
    const ref = sent.is === 'accepted' ? (sent.ref ?? '') : '';
    expect(await transport.edit(address, ref, aMessage({ text: 'Done.' }))).toEqual({ is: 'accepted', ref });
    expect(person.chat()).toHaveLength(1);
    expect(person.lastMessage()?.text).toBe('Done.');
    expect(person.buttons()).toEqual([]);
    expect(fake.violations).toEqual([]);
  });

  test('is deleted when it is the app’s own; what a person wrote stays, and nobody waits for it', async () => {
    const { person, transport, address, logged } = await aTransport();
    const sent = await transport.send(address, aMessage(), 'm1');
    const ref = sent.is === 'accepted' ? (sent.ref ?? '') : '';
    expect(await transport.delete(address, ref)).toEqual({ is: 'accepted', ref });
    expect(await transport.delete(address, ref)).toMatchObject({ is: 'accepted' });
    const typed = await person.says('my answer');
    expect(await transport.delete(address, `${person.dm}:${typed}`)).toMatchObject({ is: 'accepted' });
    expect(person.chat().map(({ text }) => text)).toEqual(['my answer']);
    expect(logged.join('\n')).toContain('slack-cant-delete-message');
  });

  test.each([
    ['ratelimited', { retryAfter: 7 }, { is: 'later', code: 'rate-limited', afterMs: 7_000 }],
    ['a broken platform', { status: 500 }, { is: 'later', code: 'slack-500', afterMs: 2_000 }],
    ['an internal error', { error: 'internal_error' }, { is: 'later', code: 'slack-internal-error', afterMs: 2_000 }],
    ['a missing scope', { error: 'missing_scope' }, { is: 'later', code: 'slack-missing-scope', afterMs: 60_000 }],
    ['a removed app', { error: 'account_inactive' }, { is: 'never', code: 'token-revoked', chatIsDead: true }],
    ['a withdrawn token', { error: 'token_revoked' }, { is: 'never', code: 'token-revoked', chatIsDead: true }],
    ['a wrong token', { error: 'invalid_auth' }, { is: 'never', code: 'token-revoked', chatIsDead: true }],
    ['a person who left', { error: 'user_not_found' }, { is: 'never', code: 'slack-user-not-found', chatIsDead: true }],
    ['a disabled person', { error: 'user_disabled' }, { is: 'never', code: 'slack-user-disabled', chatIsDead: true }],
    ['no chat', { error: 'channel_not_found' }, { is: 'never', code: 'slack-channel-not-found', chatIsDead: true }],
    ['an archived chat', { error: 'is_archived' }, { is: 'never', code: 'slack-is-archived', chatIsDead: true }],
    ['another app', { error: 'cannot_dm_bot' }, { is: 'never', code: 'slack-cannot-dm-bot', chatIsDead: true }],
    [
      'a closed messages tab',
      { error: 'messages_tab_disabled' },
      { is: 'never', code: 'slack-messages-tab-disabled', chatIsDead: true },
    ],
    ['a long text', { error: 'msg_too_long' }, { is: 'never', code: 'slack-msg-too-long', chatIsDead: false }],
    ['bad blocks', { error: 'invalid_blocks' }, { is: 'never', code: 'slack-invalid-blocks', chatIsDead: false }],
  ])('hears from Slack about %s', async (_, fault, answer) => {
    const { fake, transport, address } = await aTransport();
    fake.fail('chat.postMessage', fault);
    expect(await transport.send(address, aMessage(), 'm1')).toEqual(answer);
  });

  test('that is not there any more is not edited, and its chat lives', async () => {
    const { transport, address, person } = await aTransport();
    const answer = await transport.edit(address, `${person.dm}:1.000001`, aMessage());
    expect(answer).toEqual({ is: 'never', code: 'slack-message-not-found', chatIsDead: false });
  });

  test('waits while Slack cannot be reached', async () => {
    const { transport, address } = await aTransport({ apiUrl: 'http://127.0.0.1:9/api/' });
    expect(await transport.send(address, aMessage(), 'm1')).toEqual({
      is: 'later',
      code: 'slack-network',
      afterMs: 2_000,
    });
  });

  test('without words, or with a button without a label, is not sent', async () => {
    const { transport, address } = await aTransport();
    const unfit = { is: 'never', code: 'message-unfit', chatIsDead: false };
    expect(await transport.send(address, aMessage({ text: ' \n' }), 'm1')).toEqual(unfit);
    expect(await transport.send(address, aMessage({ buttons: [aButton('b1', ' ')] }), 'm1')).toEqual(unfit);
  });
});

describe('blocks', () => {
  test.each([
    ['long lines', 'word '.repeat(2000)],
    ['one word', 'x'.repeat(4096)],
    ['nothing but what is escaped', '&'.repeat(4096)],
    ['many lines', 'a line of it\n'.repeat(300)],
    ['characters of two units', '🧒'.repeat(2048)],
  ])('hold %s whole, and the text is short enough', async (_, text) => {
    const { fake, transport, address } = await aTransport();
    expect(await transport.send(address, aMessage({ text }), 'm1')).toMatchObject({ is: 'accepted' });
    expect(fake.violations).toEqual([]);
    const words = postedOf({ text, buttons: [] }, none)?.blocks.map((block) =>
      block.type === 'section' ? (block.text?.text ?? '') : '',
    );
    const said = (words ?? []).join('').replaceAll('&amp;', '&');
    expect(said.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  test('say nothing to Slack that Slack would read as its own', () => {
    const posted = postedOf({ text: 'a <!channel> & <@U0ABC> https://a.example/l/x?a=1&b=2.', buttons: [] }, none);
    expect(posted?.text).toBe('a &lt;!channel&gt; &amp; &lt;@U0ABC&gt; https://a.example/l/x?a=1&amp;b=2.');
    expect(posted?.blocks).toEqual([
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: 'a &lt;!channel&gt; &amp; &lt;@U0ABC&gt; <https://a.example/l/x?a=1&amp;b=2>.',
          verbatim: true,
        },
      },
    ]);
  });

  test('keep 60 buttons in rows of 25, each with an id of its own', async () => {
    const { fake, transport, address, person } = await aTransport();
    const buttons = Array.from({ length: 60 }, (_, at) => aButton(`b${at}`, `Choice ${at}`));
    expect(await transport.send(address, aMessage({ buttons }), 'm1')).toMatchObject({ is: 'accepted' });
    expect(person.buttons()).toHaveLength(60);
    expect(fake.violations).toEqual([]);
  });

  test('tell somebody who hears a short button what it belongs to', () => {
    const posted = postedOf({ text: 'Case QPR-2026-0001\nDue today', buttons: [aButton('b1', 'Yes')] }, none);
    expect(posted?.blocks[1]).toMatchObject({ elements: [{ accessibility_label: 'Yes: Case QPR-2026-0001' }] });
  });

  test('ask before what no next tap undoes, in every language within Slack’s limits', () => {
    for (const locale of locales) {
      const confirm = confirmIn(wording(locale));
      for (const act of ['send', 'withdraw', 'discard']) {
        const asked = confirm(act);
        expect(asked?.title?.text.length).toBeLessThanOrEqual(100);
        expect(asked?.text.text.length).toBeLessThanOrEqual(300);
        expect(asked?.confirm?.text.length).toBeLessThanOrEqual(30);
        expect(asked?.deny?.text.length).toBeLessThanOrEqual(30);
      }
      expect(confirm('accept')).toBeUndefined();
    }
  });
});
