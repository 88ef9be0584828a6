import type { AddressInfo } from 'node:net';
import express from 'express';
import { Registry } from 'prom-client';
import { afterEach } from 'vitest';
import { answerAtOnce } from '../../../bot/answer-at-once.ts';
import { slackTransport } from '../../../bot/slack/transport.ts';
import { type Bot, startBot } from '../../../bot/start.ts';
import { readConfig } from '../../../core/config.ts';
import type { House } from '../../../core/house.ts';
import { mintInvite } from '../../../core/invite.ts';
import type { Log } from '../../../core/log.ts';
import { openMetrics } from '../../../core/metrics.ts';
import type { Written } from '../../../core/outbox/write.ts';
import { openRendering } from '../../../core/rendering.ts';
import { makeVaultKey } from '../../../core/vault.ts';
import { loadWording } from '../../../core/wording.ts';
import { type SlackFake, type SlackPerson, startSlackFake } from '../../support/slack-fake.ts';
import { until } from '../../support/telegram-office.ts';
import { aWorld, type World } from '../../support/world.ts';

/** Run in reverse order after each test. */
export const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const wording = loadWording();

/** The try-out's office in one Slack workspace; only the platform and the clock are not real. */
export interface SlackWorld {
  readonly world: World;
  readonly fake: SlackFake;
  readonly house: House;
  readonly bot: Bot;
  /** Of `/slack/events`; empty with Socket Mode. */
  readonly url: string;
  /** What the channel logged, one line each. */
  readonly logged: readonly string[];
  /** Somebody with Slack open; linked when a persona is named. */
  somebody(persona?: string): Promise<SlackPerson>;
  /** Who reads English from now on: linking a chat leaves a person's language as it is. */
  codeFor(persona: string): Promise<string>;
  /** Until everything is acknowledged and nothing is owed in Slack that is not sent. */
  settled(): Promise<void>;
}

export interface Wanted {
  readonly socketMode?: boolean;
  /** Called at every failpoint of the door; throws where something is to fail. */
  readonly failing?: (name: string) => void;
  readonly fake?: Parameters<typeof startSlackFake>[0];
  /** Before the program starts. */
  readonly before?: (fake: SlackFake) => void;
}

export async function aSlackWorld(wanted: Wanted = {}): Promise<SlackWorld> {
  let owed: (written: readonly Written[]) => void = () => undefined;
  const { failing } = wanted;
  const world = await aWorld({ onOwed: (written) => owed(written), ...(failing ? { failing } : {}) });
  closers.push(() => world.end());
  const { store, keyring, clock, door, pool } = world;
  const fake = await startSlackFake({ perChannelPerSecond: 1000, ...wanted.fake });
  closers.push(() => fake.close());
  wanted.before?.(fake);

  const logged: string[] = [];
  const write = (fields: object, what: string) => void logged.push(JSON.stringify({ ...fields, what }));
  const log: Log = { debug: () => undefined, info: write, warn: write, error: write };
  const config = readConfig({
    DATABASE_URL: world.url,
    VAULT_KEY: makeVaultKey(),
    SLACK_BOT_TOKEN: fake.botToken,
    SLACK_API_URL: fake.url,
    ...(wanted.socketMode ? { SLACK_APP_TOKEN: fake.appToken } : { SLACK_SIGNING_SECRET: fake.signingSecret }),
  });
  const registry = new Registry();
  const render = openRendering({ db: store, wording, keyring, addressOf: (id) => `https://tryeza.example/l/${id}` });
  const house: House = {
    ...{ config, databaseUrl: world.url, store, pool, clock, keyring, wording, log, registry, render },
    metrics: openMetrics(registry),
    close: async () => undefined,
  };
  if (!config.slack) throw new Error('Slack is off');
  const transports = new Map([['slack', slackTransport({ ...house, access: config.slack })]]);
  const faults: unknown[] = [];
  const answers = answerAtOnce({ ...house, transports, onFault: (fault) => void faults.push(fault) }, log);
  owed = answers.owed;

  const bot = startBot(house, door);
  closers.push(async () => {
    await bot.stop();
    await answers.idle();
  });
  const app = express();
  if (bot.slack?.router) app.use('/slack/events', bot.slack.router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = wanted.socketMode ? '' : `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  if (url) fake.deliverTo(url);

  const settled = async () => {
    await fake.settled();
    await answers.idle();
    const open = { account: { channel: 'slack' }, sentAt: null, cancelledAt: null, failedAt: null };
    await until(
      async () => (await store.message.count({ where: open })) === 0,
      async () => {
        const message = await store.message.findFirst({ where: open });
        return `owed in Slack is ${message?.kind} ${message?.template}; ${logged.slice(-3).join(' ')}`;
      },
      20_000,
    );
    if (faults.length > 0) throw faults[0];
  };

  const codeFor: SlackWorld['codeFor'] = async (persona) => {
    const { personId } = world.as(persona);
    await store.person.update({ where: { id: personId }, data: { locale: 'en' } });
    return (await mintInvite(store, personId, clock.now())).code;
  };

  return {
    ...{ world, fake, house, bot, url, logged, settled, codeFor },
    async somebody(persona) {
      const person = fake.person();
      if (persona === undefined) return person;
      await person.slash(`start ${await codeFor(persona)}`);
      await settled();
      return person;
    },
  };
}

/** Ready, as a person would find it. */
export async function aReadySlackWorld(wanted: Wanted = {}): Promise<SlackWorld> {
  const slack = await aSlackWorld(wanted);
  await until(
    () => slack.bot.slack?.ready() === true,
    () => `Slack is not ready: ${slack.logged.slice(-3).join(' ')}`,
    10_000,
  );
  return slack;
}
