import { realClock } from '../../core/clock.ts';
import { mintInvite } from '../../core/invite.ts';
import { dueForSpeaking } from '../../core/obligations/remind.ts';
import { seededPeople } from '../../prisma/seed.ts';
import type { Settings } from './killable-house.ts';
import { type SlackFake, type SlackPerson, startSlackFake } from './slack-fake.ts';
import { aTelegramOffice, type TelegramOffice, until } from './telegram-office.ts';

/** Somebody of the office with Slack open. Each step waits until it is stored and all that is owed in Slack is sent. */
export interface Slacking {
  readonly personId: string;
  readonly user: SlackPerson;
  /** `/tryeza <text>`. */
  slash(text: string): Promise<void>;
  /** The newest unused button in Slack whose act this is, in a message or on the desk. */
  taps(act: string): Promise<void>;
  /** Fills in the open window, field by field. */
  fills(values: Readonly<Record<string, string | string[]>>): Promise<void>;
  submits(): ReturnType<SlackPerson['submits']>;
  closes(): Promise<void>;
}

/** The office of the Telegram tests, with a strict Slack beside it. */
export interface SlackOffice extends TelegramOffice {
  readonly slack: SlackFake;
  /** With both platforms set. */
  readonly settings: Settings;
  linkSlack(persona: string): Promise<Slacking>;
  /** Until nothing is under way on either platform. */
  settled(): Promise<void>;
}

export async function aSlackOffice(): Promise<SlackOffice> {
  const office = await aTelegramOffice();
  const slack = await startSlackFake({ perChannelPerSecond: 1000 });
  const { store } = office;
  const people = await seededPeople(store);

  const settled = async () => {
    const owed = () =>
      store.message.findFirst({
        where: { account: { channel: { in: ['slack', 'telegram'] } }, sentAt: null, cancelledAt: null, failedAt: null },
      });
    await slack.settled();
    await until(
      async () =>
        slack.pending() === 0 &&
        office.telegram.pending() === 0 &&
        (await dueForSpeaking(store, realClock.now(), 1)).length === 0 &&
        (await owed()) === null,
      async () => {
        const { template, kind } = (await owed()) ?? {};
        return `${slack.pending()} deliveries wait, owed is ${kind} ${template}`;
      },
    );
    await slack.settled();
  };

  const slacking = (personId: string, user: SlackPerson): Slacking => {
    const then = async <T>(doing: Promise<T> | T): Promise<T> => {
      const done = await doing;
      await settled();
      return done;
    };
    return {
      personId,
      user,
      slash: (text) => then(user.slash(text)),
      async taps(act) {
        const button = await store.button.findFirst({
          where: { personId, act, usedAt: null, message: { account: { channel: 'slack' } } },
          orderBy: [{ message: { seq: 'desc' } }, { position: 'asc' }],
        });
        await then(user.taps({ value: button?.id ?? act }));
      },
      async fills(values) {
        for (const [field, value] of Object.entries(values)) await user.fills(field, value);
        await settled();
      },
      submits: () => then(user.submits()),
      closes: () => then(user.closes()),
    };
  };

  return {
    ...office,
    slack,
    settled,
    settings: {
      ...office.settings,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.url,
    },
    async linkSlack(persona) {
      const personId = people.get(persona);
      if (!personId) throw new Error(`no persona ${persona}`);
      const user = slack.person({ locale: 'sq-AL' });
      const { code } = await mintInvite(store, personId, realClock.now());
      const somebody = slacking(personId, user);
      await somebody.slash(`start ${code}`);
      return somebody;
    },
    async end() {
      await slack.close();
      await office.end();
    },
  };
}
