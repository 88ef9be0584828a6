import { type Attempt, carrier } from './slack-fake/carrier.ts';
import { deliveryTo, type Redelivery } from './slack-fake/delivery.ts';
import { eventParcel } from './slack-fake/events.ts';
import { type Fault, faultList } from './slack-fake/faults.ts';
import { type Fields, isFields, parsed } from './slack-fake/fields.ts';
import { personIn, type SlackPerson } from './slack-fake/person.ts';
import { settledAfter } from './slack-fake/quiet.ts';
import { type Logged, slackServer } from './slack-fake/server.ts';
import { signatureOf } from './slack-fake/signature.ts';
import { socketMode } from './slack-fake/sockets.ts';
import { type Member, slackWorkspace } from './slack-fake/workspace.ts';

export type { Attempt } from './slack-fake/carrier.ts';
export type { Redelivery } from './slack-fake/delivery.ts';
export type { Fault } from './slack-fake/faults.ts';
export type { SlackFile } from './slack-fake/files.ts';
export type { SlackMessage } from './slack-fake/messages.ts';
export { NotAcknowledged } from './slack-fake/parcel.ts';
export type { SlackPerson } from './slack-fake/person.ts';
export type { Logged } from './slack-fake/server.ts';
export type { SlackView } from './slack-fake/views.ts';

export type SlackFakeOptions = {
  /** `chat.postMessage` in one channel. Default 1, as on the platform. */
  perChannelPerSecond?: number;
  /** How long the app has to acknowledge, in ms. Default 3000, as on the platform. */
  ackMs?: number;
  /** How long the app must be silent to count as settled, in ms. Default 50; more for an app that works on after its answer. */
  quietMs?: number;
  /** 0: any free port. */
  port?: number;
};

/**
 * Slack on 127.0.0.1, as strict as the documentation. `url` is the `SLACK_API_URL` of a process; Socket Mode begins as soon
 * as the app connects, until then requests go to where `deliverTo` says.
 */
export async function startSlackFake({
  perChannelPerSecond = 1,
  ackMs = 3000,
  quietMs = 50,
  port = 0,
}: SlackFakeOptions = {}) {
  const workspace = slackWorkspace({ perChannelPerSecond });
  const { appId, now, broken, place, members } = workspace;
  const log: Logged[] = [];
  const faults = faultList();
  const quiet = settledAfter(quietMs, now);
  const sockets = socketMode({
    appId,
    origin: () => place.origin,
    heard: (path, body) => log.push({ method: 'ack', path, headers: {}, body, at: now() }),
    changed: () => delivery.flush(),
  });
  const carries = carrier({
    signingSecret: workspace.signingSecret,
    now,
    ackMs,
    sockets,
    answered: (path, headers, body) => log.push({ method: 'ack', path, headers: { ...headers }, body, at: now() }),
  });
  const delivery = deliveryTo({ carrier: carries, sockets, ackMs, broken });
  const server = slackServer({ workspace, delivery, log, faults, sockets, busy: quiet.busy });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // Longer than any test idles, so that no client reuses a connection that is just being closed.
  server.keepAliveTimeout = 120_000;
  const address = server.address();
  place.origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

  const people = new Map<string, SlackPerson>();
  const memberNamed = (id: string): Member => {
    const member = members.get(id);
    if (!member) throw new Error(`nobody is called ${id}`);
    return member;
  };
  const tell = (event: Fields) => delivery.event(eventParcel(workspace, event));

  return {
    url: `${place.origin}/api/`,
    teamId: workspace.teamId,
    appId,
    botUserId: workspace.botUserId,
    botToken: workspace.botToken,
    appToken: workspace.appToken,
    signingSecret: workspace.signingSecret,
    log: log as readonly Logged[],
    /** Every attempt to reach the app, with how long it took to acknowledge. */
    attempts: carries.attempts as readonly Attempt[],
    /** What the platform would refuse or a person would see as broken. */
    violations: workspace.violations as readonly string[],
    /** Where signed requests go; null: nobody listens, events are kept. */
    deliverTo: delivery.to,
    /** The same id: the same person, `locale` (en-US, sq-AL, sr-RS …) changed when given. */
    person({
      id = `U0PERSON${String(members.size + 1).padStart(3, '0')}`,
      locale,
    }: {
      id?: string;
      locale?: string;
    } = {}) {
      const fresh: Member = { id, locale: 'en-US', dm: `D${id.slice(1)}`, blocked: false, deactivated: false };
      const member = members.get(id) ?? fresh;
      if (locale !== undefined) member.locale = locale;
      members.set(id, member);
      const person = people.get(id) ?? personIn(workspace, delivery, member);
      people.set(id, person);
      return person;
    },
    /** Deliveries that the app has not acknowledged, those kept for later too. */
    pending: delivery.pending,
    /** Resolves when nothing is pending and the app asked for nothing for `quietMs`. Rejects after `ms`. */
    settled: (ms = 15_000): Promise<void> => quiet.settled(delivery.pending, ms),
    fail: (method: string, answer: Fault): void => faults.plan(method, answer),
    /** Out of the app's reach: `user_not_found`, `channel_not_found`. */
    block(userId: string): void {
      memberNamed(userId).blocked = true;
    },
    unblock(userId: string): void {
      memberNamed(userId).blocked = false;
    },
    /**
     * The account is switched off: `account_inactive`, `deleted` in `users.info`, and an event `user_change`. `silently`:
     * posts go through unseen, as they do in a conversation that existed (slackapi/python-slack-sdk#1156).
     */
    async deactivate(userId: string, { silently = false }: { silently?: boolean } = {}): Promise<void> {
      memberNamed(userId).deactivated = silently ? 'silently' : true;
      await tell({ type: 'user_change', user: { id: userId, team_id: workspace.teamId, deleted: true } });
    },
    revokeToken(): void {
      workspace.token.state = 'token_revoked';
    },
    /** The app is removed from the workspace: two events, in no certain order, and a dead token. */
    async uninstall(): Promise<void> {
      workspace.token.state = 'account_inactive';
      const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [workspace.botUserId] } };
      await Promise.all([tell({ type: 'app_uninstalled' }), tell(revoked)]);
    },
    /** The token works again: the app was installed anew. */
    reinstall(): void {
      workspace.token.state = 'good';
    },
    redeliver: (what: Redelivery = {}) => delivery.again(what),
    /** Any event, of unknown kinds too. */
    push: tell,
    /** Headers as Slack would sign this body at that instant, in ms; for forged and expired requests of a test's own. */
    sign: (body: string, at: number = now()) => signatureOf(workspace.signingSecret, body, at),
    /** Whether the app answers the check of its URL. https://docs.slack.dev/reference/events/url_verification */
    async verifyUrl(): Promise<boolean> {
      const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
      const payload = { token: workspace.verificationToken, challenge, type: 'url_verification' };
      const answer = await delivery.once({ kind: 'event', name: 'url_verification', payload });
      const given = parsed(answer);
      return (isFields(given) ? given['challenge'] : answer) === challenge;
    },
    /** Asks every socket to connect anew, as the platform does now and then. */
    refreshSockets: sockets.refresh,
    socketsOpen: sockets.connected,
    async close(): Promise<void> {
      delivery.close();
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export type SlackFake = Awaited<ReturnType<typeof startSlackFake>>;
