import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach } from 'vitest';
import { type SlackFakeOptions, startSlackFake } from '../slack-fake.ts';
import { type Fields, fieldsOf, parsed, stringOf } from './fields.ts';

/** Run in reverse order after each test. */
export const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

export async function aFake(options: SlackFakeOptions = {}) {
  const slack = await startSlackFake({ perChannelPerSecond: 1000, ...options });
  closers.push(() => slack.close());
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  return { slack, client, person: slack.person({ locale: 'sq-AL' }) };
}

type Got = { headers: IncomingHttpHeaders; body: string; payload: Fields };
export type Answering = (got: Got, nth: number) => { status?: number; body?: object | string; headers?: object } | null;

/** An app that answers with what `answering` says, or never when it says null. */
export async function anApp(answering: Answering = () => ({})) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const one = { headers: request.headers, body, payload: payloadOf(request.headers['content-type'] ?? '', body) };
    got.push(one);
    const answer = answering(one, got.length);
    if (answer === null) return;
    const text = typeof answer.body === 'object' ? JSON.stringify(answer.body) : (answer.body ?? '');
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
    response.writeHead(answer.status ?? 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`, got };
}

function payloadOf(contentType: string, body: string): Fields {
  if (contentType.startsWith('application/json')) return fieldsOf(parsed(body));
  const form = Object.fromEntries(new URLSearchParams(body));
  return form['payload'] === undefined ? form : fieldsOf(parsed(stringOf(form['payload'])));
}

type Fake = Awaited<ReturnType<typeof aFake>>['slack'];

/** A real Bolt app behind signed HTTP, or on Socket Mode. */
export async function aBoltApp(slack: Fake, wire: (app: App) => void, { sockets = false } = {}) {
  const receiver = sockets
    ? new SocketModeReceiver({
        appToken: slack.appToken,
        installerOptions: { clientOptions: { slackApiUrl: slack.url } },
      })
    : undefined;
  const app = new App({
    token: slack.botToken,
    ...(receiver ? { receiver: receiver as Receiver } : { signingSecret: slack.signingSecret }),
    clientOptions: { slackApiUrl: slack.url },
  });
  wire(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  closers.push(() => app.stop());
  const address = 'address' in Object(server) ? (server as { address: () => AddressInfo }).address() : undefined;
  if (address) slack.deliverTo(`http://127.0.0.1:${address.port}/slack/events`);
  return app;
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A modal with one text field per name, and what else is given. */
export const aModal = (more: object = {}, fields: readonly string[] = []) => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: plain('Form'),
  submit: plain('Send'),
  close: plain('Close'),
  blocks: fields.map((name) => aField(name)),
  ...more,
});

export const aField = (name: string, element: object = {}, more: object = {}) => ({
  type: 'input' as const,
  block_id: name,
  label: plain(name),
  element: { type: 'plain_text_input' as const, action_id: 'answer', ...element },
  ...more,
});

export const aButton = (label: string, more: object = {}) => ({
  type: 'actions' as const,
  block_id: `actions-${label}`,
  elements: [{ type: 'button' as const, action_id: 'press', text: plain(label), value: label.toLowerCase(), ...more }],
});

/** A trigger id as the app gets it with a shortcut. */
export async function aTrigger(slack: Fake, person: { shortcut: () => Promise<void> }): Promise<string> {
  const app = await anApp();
  slack.deliverTo(app.url);
  await person.shortcut();
  return stringOf(app.got[0]?.payload['trigger_id']);
}
