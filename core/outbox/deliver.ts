import type { Clock } from '../clock.ts';
import type { Failing } from '../failpoint.ts';
import type { Listener } from '../rendering/listener.ts';
import type { Render } from '../rendering.ts';
import type { Store } from '../store.ts';
import type { Keyring } from '../vault.ts';
import { WordingFault } from '../wording.ts';
import type { OwedMessage } from './owed.ts';
import { forgetDesk, forgetOlderDesks, recordAttempt, recordCancelled, recordFailed, recordSent } from './record.ts';
import type { Answer, Transport } from './transport.ts';

export interface DeliveryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly render: Render;
  readonly failing: Failing;
  /** A message that could not be put into words or handed over; by id. */
  readonly onFault: (fault: unknown, messageId: string) => void;
}

export interface OpenChat {
  readonly accountId: string;
  readonly transport: Transport;
  readonly address: string;
  readonly listener: Listener;
}

export type Delivered =
  /** `count`: how many messages one word told of. */
  | { readonly is: 'sent'; readonly count?: number }
  | { readonly is: 'passed' }
  | { readonly is: 'later'; readonly afterMs: number }
  | { readonly is: 'dead'; readonly code: string };

/** Tries of a message that faults, one, two, four … seconds apart, before the chat goes on without it. */
export const mostFaults = 5;
/** A platform that has not answered by then counts as away, in ms. */
const mostWaiting = 25_000;

/** Says one message in a chat that the caller holds, and records what became of it. */
export async function deliver(parts: DeliveryParts, chat: OpenChat, message: OwedMessage): Promise<Delivered> {
  const { store, clock, failing } = parts;
  if (message.moot) {
    if (message.kind === 'desk') await forgetOlderDesks(store, chat.accountId);
    else await recordCancelled(store, message.id, message.moot, clock.now());
    return { is: 'passed' };
  }
  failing('delivery.before-send');
  const answer = await handedOver(parts, chat, message);
  failing('delivery.after-accepted');
  failing('delivery.before-record');
  const delivered = await recorded(parts, message, answer);
  failing('delivery.after-record');
  return delivered;
}

const noDesk = Promise.resolve<Answer>({ is: 'accepted', ref: null });

type Outcome = Answer | { readonly is: 'fault'; readonly code: string; readonly forGood: boolean };

async function handedOver({ render, onFault }: DeliveryParts, chat: OpenChat, message: OwedMessage): Promise<Outcome> {
  try {
    const { transport, address, listener } = chat;
    const { id, kind, ref, personId } = message;
    if (kind === 'desk') return await withinLimit(transport.desk?.(address, personId) ?? noDesk);
    if (kind === 'delete') return await withinLimit(transport.delete(address, ref ?? ''));
    const rendered = await render(message, listener);
    if (kind === 'edit') return await withinLimit(transport.edit(address, ref ?? '', rendered));
    return await withinLimit(transport.send(address, rendered, id));
  } catch (fault) {
    onFault(fault, message.id);
    // A text that cannot be said now cannot be said in a minute either.
    return {
      is: 'fault',
      code: fault instanceof WordingFault ? 'text-fault' : 'delivery-fault',
      forGood: fault instanceof WordingFault,
    };
  }
}

async function recorded(
  { store, clock }: DeliveryParts,
  { id, kind, attempts }: OwedMessage,
  answer: Outcome,
): Promise<Delivered> {
  switch (answer.is) {
    case 'accepted':
      if (kind === 'desk') await forgetDesk(store, id);
      else await recordSent(store, id, answer.ref, clock.now());
      return { is: 'sent' };
    case 'later':
      await recordAttempt(store, id);
      return { is: 'later', afterMs: answer.afterMs };
    case 'never':
      if (answer.chatIsDead) return { is: 'dead', code: answer.code };
      // The message is as it is, or gone: nothing that anybody waits for.
      if (kind === 'desk') await forgetDesk(store, id);
      else if (kind === 'edit') await recordCancelled(store, id, answer.code, clock.now());
      else await recordFailed(store, id, answer.code, clock.now());
      return { is: 'passed' };
    case 'fault':
      if (answer.forGood || attempts + 1 >= mostFaults) {
        await recordFailed(store, id, answer.code, clock.now());
        return { is: 'passed' };
      }
      await recordAttempt(store, id);
      return { is: 'later', afterMs: 1000 * 2 ** attempts };
  }
}

/** A platform that never answers is one that may answer later. */
export async function withinLimit(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve({ is: 'later', code: 'no-answer', afterMs: 1000 }), mostWaiting);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
