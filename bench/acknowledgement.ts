import express from 'express';
import { Bot, webhookCallback } from 'grammy';
import pg from 'pg';
import { allDialogs } from '../bot/dialogs/all.ts';
import { conversation } from '../bot/dialogs/converse.ts';
import { startTelegram } from '../bot/telegram/telegram.ts';
import { accountAt } from '../core/account/account-at.ts';
import { loadWording } from '../core/wording.ts';
import { acknowledgements, rounded } from './figures.ts';
import type { Ground } from './ground.ts';
import { atRate, maximum, type Served, seconds, serve } from './load.ts';

const secret = 'a-secret-of-the-bench';
const token = '1:bench';
const chats = 200;

/**
 * From an update to its acknowledgement, which is given after the commit: ours (inbox, person, dialog, answer, audit) beside
 * bare grammY with one durable insert, both over HTTP on the same Postgres with the same fsync, at half of our own maximum.
 */
export async function benchAcknowledgement(ground: Ground): Promise<void> {
  const platform = await silentPlatform();
  const [ours, bare] = [await ourWay(ground, platform.url), await bareWay(await ground.seeded(), platform.url)];
  const most = await maximum(acknowledged, ours.url);
  const rate = most / 2;
  process.stdout.write(
    `Acknowledgement of an update. Our maximum: ${rounded(most)} a second; measured at half of it, ${seconds} s each\n\n`,
  );
  const measured = [
    ['Tryeza', await atRate(acknowledged, ours.url, rate)] as const,
    ['bare grammY + one durable insert', await atRate(acknowledged, bare.url, rate)] as const,
  ];
  process.stdout.write(`${acknowledgements(measured, measured[1])}\n\n`);
  for (const one of [ours, bare, platform]) await one.stop();
}

/** A platform that says yes to everything and costs next to nothing. */
async function silentPlatform(): Promise<Served> {
  const app = express();
  app.use((req, res) => void res.json({ ok: true, result: req.path.endsWith('/getMe') ? me : true }));
  return serve(app);
}
const me = { id: 1, is_bot: true, first_name: 'bench', username: 'bench_bot' };

async function ourWay(ground: Ground, platform: string): Promise<Served> {
  const stood = await ground.open(await ground.seeded());
  const { store, door } = stood;
  const { keyring, clock } = ground;
  const silent = { info: () => {}, warn: () => {} };
  const telegram = startTelegram({
    token,
    apiRoot: platform,
    converse: conversation(door, allDialogs),
    wording: loadWording(),
    log: silent,
    whoIs: (chat) => accountAt({ store, keyring, clock }, chat),
    wantsFile: async () => false,
    chatBlocked: async () => {},
    chatBack: async () => {},
    deadLetter: async () => {},
    storeAnswers: async () => {},
    way: { by: 'webhook', publicUrl: 'http://127.0.0.1', secret },
  });
  const app = express();
  if (telegram.router) app.use('/telegram/webhook', telegram.router);
  const served = await serve(app, '/telegram/webhook');
  return {
    ...served,
    async stop() {
      await served.stop();
      await telegram.stop();
      await stood.close();
    },
  };
}

async function bareWay(url: string, platform: string): Promise<Served> {
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  await pool.query('CREATE TABLE bare (id bigint PRIMARY KEY, chat bigint, at timestamptz)');
  const bot = new Bot(token, { client: { apiRoot: platform }, botInfo: { ...me, can_join_groups: false } as never });
  bot.on('message', async (ctx) => {
    await pool.query('INSERT INTO bare VALUES ($1, $2, now())', [ctx.update.update_id, ctx.chat.id]);
  });
  const app = express();
  app.use(express.json());
  app.use('/', webhookCallback(bot, 'express', { secretToken: secret }));
  const served = await serve(app);
  return {
    ...served,
    async stop() {
      await served.stop();
      await pool.end();
    },
  };
}

let updates = 0;

/** An unlinked person asks for help: the inbox, the person, the dialog and an answer, one transaction. In ms. */
async function acknowledged(url: string): Promise<number> {
  updates += 1;
  const id = 1000 + (updates % chats);
  const chat = { id, type: 'private', first_name: 'x' };
  const message = { message_id: updates, date: 1_790_000_000, chat, from: { ...chat, is_bot: false }, text: 'help' };
  const started = performance.now();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: JSON.stringify({ update_id: updates, message }),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`an update was answered with ${answer.status}`);
  return performance.now() - started;
}
