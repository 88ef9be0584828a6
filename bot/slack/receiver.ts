import { type App, ExpressReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Router } from 'express';
import type { Log } from '../channel/log.ts';
import { growing, pause } from '../channel/pause.ts';
import { libraryLog } from './library-log.ts';
import { codeOf } from './trouble.ts';
import { Foreign } from './workspace.ts';

/** The work goes on, or cannot be begun now: Slack is to send it again. */
export class NotNow extends Error {
  readonly code = 'slack-not-now';
}

export interface WayIn {
  readonly receiver: Receiver;
  /** Null with Socket Mode. */
  readonly router: Router | null;
  /** Slack can reach this process. */
  ready(): boolean;
  stop(): Promise<void>;
}

/** Bytes. A window with everything typed into it that it takes is a tenth of this; whoever sends more is not Slack. */
const MOST_SENT = 1024 * 1024;

/** By HTTP: the signature is checked by Bolt, and Slack is answered when the listener is done. */
export function byHttp(signingSecret: string, log: Log): WayIn {
  const receiver = new ExpressReceiver({
    signingSecret,
    endpoints: '/',
    processBeforeResponse: true,
    bodyLimit: MOST_SENT,
    logger: libraryLog(log),
    // Bolt counts in the same three seconds as Slack; ours end before.
    unhandledRequestTimeoutMillis: 3_000,
    unhandledRequestHandler: ({ response }) => {
      if (!response.headersSent) response.writeHead(404).end();
    },
    dispatchErrorHandler: async ({ response }) => {
      if (!response.headersSent) response.writeHead(500).end();
    },
    processEventErrorHandler: async ({ error, response }) => {
      const original = 'original' in error && error.original instanceof Error ? error.original : error;
      log.warn({ channel: 'slack', code: codeOf(original) }, 'Slack was not answered with success');
      if (response.headersSent) return true;
      // Nobody is to bring again what is none of ours.
      if (original instanceof Foreign) response.setHeader('x-slack-no-retry', '1');
      response.writeHead(statusOf(original)).end();
      return true;
    },
  });
  return { receiver, router: receiver.router as Router, ready: () => true, stop: async () => undefined };
}

function statusOf(fault: Error): number {
  if (fault instanceof Foreign) return 401;
  return 'code' in fault && (fault.code === 'slack-not-now' || fault.code === 'slack-not-known-yet') ? 503 : 500;
}

/** Bolt acknowledges an event before its listeners have run; here the listeners come first. */
class ListenersFirst extends SocketModeReceiver {
  override init(app: App): void {
    const processEvent: App['processEvent'] = async ({ ack, ...event }) => {
      let isAcknowledged = false;
      const late = async () => {
        isAcknowledged = true;
      };
      const isEvent = event.body['type'] === 'event_callback';
      await app.processEvent({ ...event, ack: isEvent ? late : ack });
      if (isAcknowledged) await ack();
    };
    super.init(Object.create(app, { processEvent: { value: processEvent } }) as App);
  }
}

const LONGEST_PAUSE_MS = 15_000;
const MOST_CLOSING_MS = 2_000;
/** A connection that ends sooner counts as none. */
const HARDLY_MS = 1_000;

/** By Socket Mode, for whoever cannot be reached from the internet. Reconnects by itself: the library gives up too soon. */
export function bySocket(appToken: string, clientOptions: WebClientOptions, log: Log): WayIn {
  const receiver = new ListenersFirst({
    appToken,
    logger: libraryLog(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions },
    processEventErrorHandler: async ({ error }) => {
      log.warn({ channel: 'slack', code: codeOf(error) }, 'Slack was not answered with success');
      return false;
    },
  });
  const stopping = new AbortController();
  let isConnected = false;

  /** One connection, until Slack or the network ends it. False when there was none, or hardly one. */
  const connection = async (): Promise<boolean> => {
    try {
      const over = new Promise<void>((resolve) => receiver.client.once('disconnected', () => resolve()));
      await receiver.start();
      const since = performance.now();
      isConnected = true;
      if (stopping.signal.aborted) await receiver.client.disconnect();
      await over;
      return performance.now() - since > HARDLY_MS;
    } catch (trouble) {
      log.warn({ channel: 'slack', code: codeOf(trouble) }, 'no connection to Slack');
      return false;
    } finally {
      isConnected = false;
    }
  };

  const run = async () => {
    // Slack has a socket renewed every few hours: the next one is opened without delay.
    for (let failures = 0; !stopping.signal.aborted; ) {
      failures = (await connection()) ? 0 : failures + 1;
      if (failures > 0) await pause(growing(failures, LONGEST_PAUSE_MS), stopping.signal);
    }
  };
  // Not before there is an app to hand events to.
  const running = new Promise<void>((resolve) => setImmediate(() => resolve(run())));

  return {
    receiver,
    router: null,
    ready: () => isConnected,
    async stop() {
      stopping.abort();
      await receiver.stop();
      const limit = new AbortController();
      await Promise.race([running, pause(MOST_CLOSING_MS, limit.signal)]);
      limit.abort();
    },
  };
}
