import type { AddressInfo } from 'node:net';
import express from 'express';
import { answerAtOnce } from '../../../bot/answer-at-once.ts';
import { turns } from '../../../bot/dialogs/converse.ts';
import { startSlack } from '../../../bot/slack/slack.ts';
import { slackTransport } from '../../../bot/slack/transport.ts';
import { accountAt } from '../../../core/account/account-at.ts';
import { mintInvite } from '../../../core/invite.ts';
import type { Written } from '../../../core/outbox/write.ts';
import { openRendering } from '../../../core/rendering.ts';
import { loadWording } from '../../../core/wording.ts';
import { type SlackFake, type SlackPerson, startSlackFake } from '../../support/slack-fake.ts';
import { until } from '../../support/telegram-office.ts';
import { aWorld, type World } from '../../support/world.ts';

/** The try-out's office in Slack: everything real but the platform and the clock. */
export interface SlackStage {
  readonly world: World;
  readonly fake: SlackFake;
  /** Somebody of the office with Slack open, linked by an invite code. */
  link(persona: string, locale?: string): Promise<SlackPerson>;
  /** Sends the page, with now chosen where a moment is asked for and none is chosen yet. */
  submits(person: SlackPerson): ReturnType<SlackPerson['submits']>;
  /** Somebody whom nobody invited. */
  stranger(): SlackPerson;
  /** Taps the newest unused button under a message in Slack whose act this is. */
  taps(persona: string, person: SlackPerson, act: string): Promise<void>;
  /** Until everything is acknowledged and nothing is owed in Slack that is not sent. */
  settled(): Promise<void>;
  readonly logged: readonly string[];
  end(): Promise<void>;
}

interface Picker {
  readonly type: string;
  readonly action_id: string;
}

const wording = loadWording();

export async function aSlackStage(options: { now?: string } = {}): Promise<SlackStage> {
  let owed: (written: readonly Written[]) => void = () => undefined;
  const world = await aWorld({ ...options, onOwed: (written) => owed(written) });
  const { store, keyring, clock, door, converse } = world;
  const fake = await startSlackFake({ perChannelPerSecond: 1000 });
  const logged: string[] = [];
  const write = (fields: object, what: string) => void logged.push(JSON.stringify({ ...fields, what }));
  const log = { info: write, warn: write };
  const render = openRendering({ db: store, wording, keyring, addressOf: (id) => `https://tryeza.test/l/${id}` });
  const { botToken, signingSecret, url: apiUrl } = fake;
  const access = { botToken, signingSecret, appToken: null, apiUrl };
  const parts = { store, keyring, clock, wording, render, log, access };
  const transports = new Map([['slack', slackTransport(parts)]]);
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => void faults.push(fault);
  const answers = answerAtOnce({ store, keyring, clock, render, transports, onFault }, log as never);
  owed = answers.owed;
  const slack = startSlack({
    ...parts,
    converse,
    inTurn: turns(door),
    whoIs: async (address, guess) =>
      accountAt({ store, keyring, clock }, { channel: 'slack', address, locale: await guess() }),
    wantsFile: async () => false,
    deadLetter: async (updateId, code) => write({ updateId, code }, 'dead letter'),
    storeAnswers: async () => undefined,
    workspaceGone: async () => undefined,
    workspaceBack: async () => undefined,
  });
  const app = express();
  if (slack.router) app.use('/slack/events', slack.router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  fake.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  await until(slack.ready, () => 'Slack is not ready');

  const settled = async () => {
    await fake.settled();
    await answers.idle();
    const open = { account: { channel: 'slack' }, sentAt: null, cancelledAt: null, failedAt: null };
    // What time brings about is written by nobody's visit: no worker runs here that would look for it.
    const rests = async () => {
      const left = await store.message.findMany({ where: open, select: { id: true, personId: true, accountId: true } });
      owed(left);
      await answers.idle();
      return left.length === 0;
    };
    await until(rests, () => 'something is owed in Slack');
    if (faults.length > 0) throw faults[0];
  };
  let people = 0;

  return {
    world,
    fake,
    logged,
    settled,
    async taps(persona, person, act) {
      const button = await store.button.findFirstOrThrow({
        where: {
          personId: world.as(persona).personId,
          act,
          usedAt: null,
          message: { kind: 'send', account: { channel: 'slack' } },
        },
        orderBy: [{ message: { seq: 'desc' } }, { position: 'asc' }],
      });
      await person.taps({ value: button.id });
    },
    async submits(person) {
      const view = person.modal();
      const minute = Math.floor(clock.now().getTime() / 60_000) * 60;
      for (const { block_id: field, element } of (view?.blocks ?? []) as readonly {
        block_id: string;
        element?: Picker;
      }[]) {
        if (element?.type !== 'datetimepicker') continue;
        if (view?.state.values[field]?.[element.action_id]?.['selected_date_time']) continue;
        await person.fills(field, String(minute));
      }
      return person.submits();
    },
    stranger: () => fake.person({ locale: 'en-GB' }),
    async link(persona, locale = 'sq-AL') {
      people += 1;
      const person = fake.person({ id: `U0LINKED${people}`, locale });
      const { code } = await mintInvite(store, world.as(persona).personId, clock.now());
      await person.slash(`start ${code}`);
      await settled();
      const { personId } = world.as(persona);
      await store.channelAccount.updateMany({ where: { personId }, data: { preferred: false } });
      await store.channelAccount.updateMany({ where: { personId, channel: 'slack' }, data: { preferred: true } });
      return person;
    },
    async end() {
      await slack.stop();
      await answers.idle();
      server.closeAllConnections();
      server.close();
      await fake.close();
      await world.end();
    },
  };
}
