import { App, ExpressReceiver } from '@slack/bolt';
import express from 'express';
import pg from 'pg';
import { allDialogs } from '../bot/dialogs/all.ts';
import { conversation, turns } from '../bot/dialogs/converse.ts';
import { startSlack } from '../bot/slack/slack.ts';
import { accountAt } from '../core/account/account-at.ts';
import { beginDraft } from '../core/draft/begin.ts';
import { newId } from '../core/id.ts';
import { openRendering } from '../core/rendering.ts';
import { shortId } from '../core/vault.ts';
import { loadWording } from '../core/wording.ts';
import { acknowledgements, rounded } from './figures.ts';
import type { Ground, Stood } from './ground.ts';
import { atRate, maximum, type Served, seconds, serve } from './load.ts';
import { acknowledged, type InHand, signingSecret, teamId } from './slack-requests.ts';

const people = 200;
/** More than are tapped. */
const buttonsEach = 60;
const nothing = { info: () => undefined, warn: () => undefined };

/**
 * From a signed request to Slack's answer, given after the commit: a command, a tap and a page of a report in turn, through
 * Bolt's receiver mounted in Express, beside bare Bolt with one durable insert, at half of our own maximum.
 */
export async function benchSlackAcknowledgement(ground: Ground): Promise<void> {
  const platform = await silentPlatform();
  const ours = await ourWay(ground, platform.url);
  const bare = await bareWay(await ground.seeded());
  const byKind = new Map<string, number[]>();
  const asked = async (url: string) => {
    const { kind, ms } = await acknowledged(url, ours.inHand);
    byKind.set(kind, [...(byKind.get(kind) ?? []), ms]);
    return ms;
  };
  const most = await maximum(asked, ours.url);
  byKind.clear();
  process.stdout.write(
    `Acknowledgement to Slack. Our maximum: ${rounded(most)} a second; measured at half of it, ${seconds} s each\n\n`,
  );
  const all = await atRate(asked, ours.url, most / 2);
  const kinds = [...byKind].map(([kind, times]) => [`of these: ${kind}`, times] as const);
  const peer = ['bare Bolt + one durable insert', await atRate(asked, bare.url, most / 2)] as const;
  process.stdout.write(`${acknowledgements([['Tryeza', all], ...kinds, peer], peer)}\n\n`);
  for (const one of [ours, bare, platform]) await one.stop();
}

/** A platform that says yes to everything and costs next to nothing. */
function silentPlatform(): Promise<Served> {
  const app = express();
  const me = { team_id: teamId, user_id: 'U0BOT', bot_id: 'B0BOT', locale: 'sq-AL' };
  app.use((_, res) => void res.json({ ok: true, ...me, user: me }));
  return serve(app);
}

async function ourWay(ground: Ground, platform: string): Promise<Served & { inHand: readonly InHand[] }> {
  const stood = await ground.open(await ground.seeded());
  const { store, door } = stood;
  const { keyring, clock } = ground;
  const wording = loadWording();
  const addressOf = () => 'http://127.0.0.1/l/0';
  const slack = startSlack({
    access: { botToken: 'bench', signingSecret, appToken: null, apiUrl: `${platform}/api/` },
    ...{ store, keyring, clock, wording, log: nothing },
    render: openRendering({ db: store, wording, keyring, addressOf }),
    converse: conversation(door, allDialogs),
    inTurn: turns(door),
    whoIs: (address) => accountAt({ store, keyring, clock }, { channel: 'slack', address, locale: 'sq' }),
    wantsFile: async () => false,
    workspaceGone: async () => undefined,
    workspaceBack: async () => undefined,
    deadLetter: async () => undefined,
    storeAnswers: async () => undefined,
  });
  const app = express();
  if (slack.router) app.use('/slack/events', slack.router);
  const served = await serve(app, '/slack/events');
  const inHand: InHand[] = [];
  for (let index = 0; index < people; index += 1) inHand.push(await handed(ground, stood, `U0BENCH${index}`));
  return {
    ...served,
    inHand,
    async stop() {
      await served.stop();
      await slack.stop();
      await stood.close();
    },
  };
}

async function handed({ keyring, clock }: Ground, { store, door }: Stood, user: string): Promise<InHand> {
  const chat = { channel: 'slack', address: `${teamId}/${user}`, locale: 'sq' } as const;
  const { personId, accountId } = await accountAt({ store, keyring, clock }, chat);
  const office = await store.office.findFirstOrThrow({ select: { id: true } });
  const given = { office: office.id };
  const { draftId } = await door.through(beginDraft, personId, { form: 'e-1', caseId: null, given });
  const now = clock.now();
  const rows = Array.from({ length: buttonsEach }, (_, n) => ({ id: newId(), button: shortId(), n }));
  const said = { template: 'answer', params: { lines: [] }, kind: 'send', lane: 'answer', createdAt: now, sentAt: now };
  await store.message.createMany({ data: rows.map(({ id }) => ({ id, personId, accountId, ...said })) });
  await store.button.createMany({
    data: rows.map(({ id, button, n }) => ({
      ...{ id: button, messageId: id, personId, position: 0, act: 'help', label: 'button.help', params: {} },
      intent: { does: 'help', n },
    })),
  });
  return { user, buttons: rows.map(({ button }) => button), draft: draftId };
}

async function bareWay(url: string): Promise<Served> {
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  await pool.query('CREATE TABLE bare (id text PRIMARY KEY, person text, at timestamptz)');
  const receiver = new ExpressReceiver({ signingSecret, endpoints: '/', processBeforeResponse: true });
  const bolt = new App({ receiver, authorize: async () => ({ botToken: 'bench', teamId }) });
  const kept = (id: string, user: string) => pool.query('INSERT INTO bare VALUES ($1, $2, now())', [id, user]);
  bolt.command('/tryeza', async ({ body, ack }) => {
    await kept(body.trigger_id, body.user_id);
    await ack();
  });
  bolt.action({ type: 'block_actions' }, async ({ body, ack }) => {
    await kept((body as { trigger_id: string }).trigger_id, body.user.id);
    await ack();
  });
  bolt.view(/.*/, async ({ body, ack }) => {
    await kept((body as { trigger_id: string }).trigger_id, body.user.id);
    await ack();
  });
  const app = express();
  app.use('/slack/events', receiver.router as express.Router);
  const served = await serve(app, '/slack/events');
  return {
    ...served,
    async stop() {
      await served.stop();
      await pool.end();
    },
  };
}
