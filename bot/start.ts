import { accountAt } from '../core/account/account-at.ts';
import { realClock } from '../core/clock.ts';
import { keepDeadLetter } from '../core/dead-letter.ts';
import type { Door } from '../core/door.ts';
import type { House } from '../core/house.ts';
import { newId } from '../core/id.ts';
import { reviveChannel } from '../core/outbox/unreachable.ts';
import { exactTokens } from '../core/vault.ts';
import { allDialogs } from './dialogs/all.ts';
import { type Converse, conversation, turns } from './dialogs/converse.ts';
import { awaitsFile } from './dialogs/form-walk.ts';
import { accountAtSlack } from './slack/account.ts';
import { type Slack, startSlack } from './slack/slack.ts';
import { pollerLease } from './telegram/lease.ts';
import { startTelegram, type Telegram } from './telegram/telegram.ts';
import type { Chat } from './telegram/updates.ts';

export interface Bot {
  readonly converse: Converse;
  /** Null while no token is set. */
  readonly telegram: Telegram | null;
  /** Likewise. */
  readonly slack: Slack | null;
  /** Takes nothing more and resolves when what was under way is committed. */
  stop(): Promise<void>;
}

/** The people's side: one conversation, and the channels that are configured. */
export function startBot(house: House, door: Door): Bot {
  const converse = conversation(door, allDialogs);
  const telegram = house.config.telegram ? telegramOf(house, converse) : null;
  const slack = house.config.slack ? slackOf(house, door, converse) : null;
  const stop = async () => void (await Promise.all([telegram?.stop(), slack?.stop()]));
  return { converse, telegram, slack, stop };
}

/** From an update to the commit of its answer. */
function timed(converse: Converse, { acknowledged }: House['metrics']): Converse {
  return async (heard) => {
    const stop = acknowledged.startTimer({ channel: heard.account.channel });
    const outcome = await converse(heard);
    stop();
    return outcome;
  };
}

function telegramOf(house: House, converse: Converse): Telegram {
  const { config, store, clock, keyring, wording, log, metrics } = house;
  if (!config.telegram) throw new Error('no Telegram token');
  const { token, apiRoot, webhookSecret } = config.telegram;
  const { publicUrl } = config.web;
  // Another bot counts its updates from elsewhere: the inbox must not take them for each other.
  const [bot] = token.split(':');
  const ofBot: Converse = (heard) => converse({ ...heard, updateId: `${bot}/${heard.updateId}` });
  const setDead = async ({ channel, address }: Chat, dead: boolean) => {
    await store.channelAccount.updateMany({
      where: { channel, addressToken: { in: exactTokens(keyring, 'chat', `${channel}:${address}`) } },
      data: dead ? { deadAt: clock.now(), deadReason: 'blocked' } : { deadAt: null, deadReason: null },
    });
  };
  return startTelegram({
    token,
    apiRoot,
    converse: timed(ofBot, metrics),
    wording,
    log,
    whoIs: (chat) => accountAt({ store, keyring, clock }, chat),
    wantsFile: (personId) => awaitsFile(store, personId),
    chatBlocked: (chat) => setDead(chat, true),
    chatBack: (chat) => setDead(chat, false),
    deadLetter: (updateId, code) =>
      keepDeadLetter(store, { room: 'telegram', ref: String(updateId), code }, clock.now()),
    storeAnswers: () => store.$queryRaw`SELECT 1`,
    way:
      publicUrl && webhookSecret
        ? { by: 'webhook', publicUrl, secret: webhookSecret }
        : { by: 'polling', lease: pollerLease({ store, clock: realClock, holder: newId() }) },
  });
}

function slackOf(house: House, door: Door, converse: Converse): Slack {
  const { config, store, clock, log, metrics } = house;
  if (!config.slack) throw new Error('no Slack token');
  const channel = 'slack';
  return startSlack({
    ...house,
    access: config.slack,
    converse: timed(converse, metrics),
    inTurn: turns(door),
    async whoIs(address, guess) {
      const known = await accountAtSlack(house, address);
      return accountAt(house, { channel, address, locale: known?.locale ?? (await guess()) });
    },
    wantsFile: (personId) => awaitsFile(store, personId),
    // What is owed there goes elsewhere by itself: the worker finds it.
    async workspaceGone() {
      const dead = { deadAt: clock.now(), deadReason: 'token-revoked' };
      const { count } = await store.channelAccount.updateMany({ where: { channel, deadAt: null }, data: dead });
      log.warn({ channel, count }, 'the app was removed from its workspace');
    },
    async workspaceBack() {
      const count = await reviveChannel(store, channel, ['channel-off', 'token-revoked'], clock.now());
      if (count > 0) log.info({ channel, count }, 'chats are back');
    },
    deadLetter: (ref, code) => keepDeadLetter(store, { room: channel, ref, code }, clock.now()),
    storeAnswers: () => store.$queryRaw`SELECT 1`,
  });
}
