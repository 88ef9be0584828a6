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
  /** Fills in whatever of these is asked for on this page, also what an answer makes appear. Returns what is left. */
  fillsPage(answers: Filled): Promise<Filled>;
  /** Page by page to the end, the summary sent: everything is asked for somewhere, nothing is refused. */
  fillsIn(answers: Filled): Promise<void>;
  closes(): Promise<void>;
}

export type Filled = Readonly<Record<string, string | string[]>>;

/** No form has more pages. */
const mostPages = 15;

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
    const fillsPage = async (answers: Filled): Promise<Filled> => {
      const left = new Map(Object.entries(answers));
      const asked = (field: string) => user.modal()?.blocks.some((block) => block['block_id'] === field) ?? false;
      for (let [next] = [...left].filter(([field]) => asked(field)); next; ) {
        await then(user.fills(...next));
        left.delete(next[0]);
        [next] = [...left].filter(([field]) => asked(field));
      }
      return Object.fromEntries(left);
    };
    return {
      personId,
      user,
      fillsPage,
      async fillsIn(answers) {
        let left = answers;
        for (let page = 0; page < mostPages && user.modal()?.['submit']; page += 1) {
          left = await fillsPage(left);
          const answer = await then(user.submits());
          if (typeof answer === 'object') throw new Error(`refused: ${JSON.stringify(answer.errors)}`);
        }
        if (user.modal()) await then(user.closes());
        const unasked = Object.keys(left);
        if (unasked.length > 0) throw new Error(`never asked for: ${unasked.join(', ')}`);
      },
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
