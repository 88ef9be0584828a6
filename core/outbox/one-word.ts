import type { Clock } from '../clock.ts';
import type { Db } from '../store.ts';
import { type Delivered, type DeliveryParts, mostFaults, type OpenChat, withinLimit } from './deliver.ts';
import { isFriendly } from './friendly.ts';
import type { OwedMessage } from './owed.ts';
import { recordAttempt, recordCancelled, recordFailed, recordTold } from './record.ts';
import { refuseAddress } from './refuse-address.ts';
import type { Answer } from './transport.ts';

/** Far more than anybody was ever owed at once. */
export const mostInOneWord = 1000;
/** Between two words, unless something urgent came. */
const restMs = 10 * 60_000;
/** So soon somebody who rests is looked at again: what is urgent need not wait for the rest to be over. */
const lookAgainMs = 15_000;

interface Account {
  readonly deadAt: Date | null;
  readonly stoppedAt: Date | null;
}

/** Tells all that is owed in a chat by one word without content, and records what became of each message. */
export async function tellInOneWord(
  parts: DeliveryParts,
  chat: OpenChat,
  owed: readonly OwedMessage[],
): Promise<Delivered> {
  const { store, clock, failing } = parts;
  const { accountId } = chat;
  const account = await store.channelAccount.findUniqueOrThrow({ where: { id: accountId } });
  const due: OwedMessage[] = [];
  for (const message of owed) {
    const reason = whyUnsaid(message, account);
    if (reason) await recordCancelled(store, message.id, reason, clock.now());
    else due.push(message);
  }
  const [first] = due;
  if (!first) return { is: 'passed' };
  const restsFor = due.some(({ lane }) => lane === 'urgent') ? 0 : await restOf({ store, clock }, accountId, first);
  if (restsFor > 0) return { is: 'later', afterMs: Math.min(restsFor, lookAgainMs) };
  failing('delivery.before-send');
  const answer = await handedOver(parts, chat, { account, first });
  failing('delivery.after-accepted');
  failing('delivery.before-record');
  const delivered = await recorded(parts, answer, due, accountId);
  failing('delivery.after-record');
  return delivered;
}

/** Answers that somebody waits for in whatever channel: that the report has arrived. */
const awaited: ReadonlySet<string> = new Set(['referral-receipt']);

/** Why a message is not told here: a code. An answer is read where it was asked for, and a mail cannot be taken back. */
function whyUnsaid(message: OwedMessage, { stoppedAt }: Account): string | null {
  if (message.moot) return message.moot;
  if (message.kind !== 'send') return 'no-mail';
  if (message.lane === 'answer' && !awaited.has(message.template)) return 'no-mail';
  return stoppedAt && isFriendly(message) ? 'stopped' : null;
}

async function restOf(
  { store, clock }: { store: Db; clock: Clock },
  accountId: string,
  { personId }: OwedMessage,
): Promise<number> {
  const now = clock.now().getTime();
  const last = await store.message.findFirst({
    where: { personId, accountId, sentAt: { gt: new Date(now - restMs) } },
    orderBy: { sentAt: 'desc' },
    select: { sentAt: true },
  });
  return last?.sentAt ? last.sentAt.getTime() + restMs - now : 0;
}

async function handedOver(
  { onFault }: DeliveryParts,
  { accountId, transport, address, listener }: OpenChat,
  { account, first }: { account: Account; first: OwedMessage },
): Promise<Answer | null> {
  try {
    const word = {
      id: first.id,
      accountId,
      locale: listener.locale,
      attempts: first.attempts,
      confirms: account.deadAt !== null,
      stopped: account.stoppedAt !== null,
    };
    return (await (transport.oneWord && withinLimit(transport.oneWord(address, word)))) ?? null;
  } catch (fault) {
    onFault(fault, first.id);
    return null;
  }
}

/** @param answer null: it could not be put into words, or handed over at all */
async function recorded(
  { store, clock }: DeliveryParts,
  answer: Answer | null,
  due: readonly OwedMessage[],
  accountId: string,
): Promise<Delivered> {
  const now = clock.now();
  const ids = due.map(({ id }) => id);
  const attempts = due[0]?.attempts ?? 0;
  if (answer?.is === 'accepted') {
    await recordTold(store, ids, answer.ref, now);
    return { is: 'sent', count: ids.length };
  }
  if (answer?.is === 'never' && answer.chatIsDead) {
    const refused = await refuseAddress(store, accountId, answer.code, now);
    return refused ? { is: 'passed' } : { is: 'dead', code: answer.code };
  }
  if (answer?.is === 'never' || (!answer && attempts + 1 >= mostFaults)) {
    for (const id of ids) await recordFailed(store, id, answer?.code ?? 'delivery-fault', now);
    return { is: 'passed' };
  }
  for (const id of ids.slice(0, 1)) await recordAttempt(store, id);
  return { is: 'later', afterMs: answer?.afterMs ?? 1000 * 2 ** attempts };
}
