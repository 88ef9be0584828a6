import { accountAt } from '../core/account/account-at.ts';
import { realClock } from '../core/clock.ts';
import { keepDeadLetter } from '../core/dead-letter.ts';
import type { Door } from '../core/door.ts';
import type { House } from '../core/house.ts';
import { newId } from '../core/id.ts';
import { exactTokens } from '../core/vault.ts';
import { allDialogs } from './dialogs/all.ts';
import { type Converse, conversation } from './dialogs/converse.ts';
import { awaitsFile } from './dialogs/form-walk.ts';
import { pollerLease } from './telegram/lease.ts';
import { startTelegram, type Telegram } from './telegram/telegram.ts';
import type { Chat } from './telegram/updates.ts';

export interface Bot {
  readonly converse: Converse;
  /** Null while no token is set. */
  readonly telegram: Telegram | null;
  /** Takes nothing more and resolves when what was under way is committed. */
  stop(): Promise<void>;
}

/** The people's side: one conversation, and the channels that are configured. */
export function startBot(house: House, door: Door): Bot {
  const converse = conversation(door, allDialogs);
  const telegram = house.config.telegram ? telegramOf(house, converse) : null;
  return { converse, telegram, stop: async () => telegram?.stop() };
}

function telegramOf(house: House, converse: Converse): Telegram {
  const { config, store, clock, keyring, wording, log, metrics } = house;
  if (!config.telegram) throw new Error('no Telegram token');
  const { token, apiRoot, webhookSecret } = config.telegram;
  const { publicUrl } = config.web;
  // Another bot counts its updates from elsewhere: the inbox must not take them for each other.
  const [bot] = token.split(':');
  const timed: Converse = async (heard) => {
    const stop = metrics.acknowledged.startTimer({ channel: heard.account.channel });
    const outcome = await converse({ ...heard, updateId: `${bot}/${heard.updateId}` });
    stop();
    return outcome;
  };
  const setDead = async ({ channel, address }: Chat, dead: boolean) => {
    await store.channelAccount.updateMany({
      where: { channel, addressToken: { in: exactTokens(keyring, 'chat', `${channel}:${address}`) } },
      data: dead ? { deadAt: clock.now(), deadReason: 'blocked' } : { deadAt: null, deadReason: null },
    });
  };
  return startTelegram({
    token,
    apiRoot,
    converse: timed,
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
