import { neverFailing } from '../failpoint.ts';
import { newId } from '../id.ts';
import { listenerOf } from '../rendering.ts';
import { openAddress } from '../vault-store.ts';
import { type Claimed, claimChat, pauseChat, releaseChat } from './claim.ts';
import { type DeliveryParts, deliver, type OpenChat } from './deliver.ts';
import { keepLease, type Lease } from './lease.ts';
import { mostInOneWord, tellInOneWord } from './one-word.ts';
import { countOwed, owedIn } from './owed.ts';
import type { Transport } from './transport.ts';
import { closeChat } from './unreachable.ts';

export interface DrainParts extends Omit<DeliveryParts, 'failing' | 'onFault'> {
  /** By channel. */
  readonly transports: ReadonlyMap<string, Transport>;
  readonly failing?: DeliveryParts['failing'];
  readonly onFault?: DeliveryParts['onFault'];
  readonly leaseMs?: number;
  /** The number under which this process shows that it lives (`presence`); null: only the lease tells. */
  readonly process?: () => number | null;
  /** True: begin no further message. */
  readonly stopping?: () => boolean;
}

export interface Drained {
  readonly channel: string | null;
  readonly sent: number;
  /** Still owed in this chat. */
  readonly left: number;
  /** The platform, or a message that faults, asked to wait. The account remembers it too. */
  readonly retryAfterMs: number | null;
  /** Another one is speaking there; it looks again after it has let go. */
  readonly busy: boolean;
  /** The chat turned out to be closed: what was owed there is owed in this one now. */
  readonly movedTo: string | null;
}

type Pass = Omit<Drained, 'left' | 'busy'> & { readonly emptied: boolean };

/**
 * Sends what is owed in one chat, in the order in which it was written, alone. At least once: a process that dies between
 * the platform's answer and our record sends that one message again.
 */
export async function drainChat(given: DrainParts, accountId: string): Promise<Drained> {
  const parts = {
    failing: neverFailing,
    onFault: () => undefined,
    leaseMs: 30_000,
    stopping: () => false,
    process: () => null,
    ...given,
  };
  const { store, failing } = parts;
  let sent = 0;
  for (;;) {
    const shown = parts.process();
    const terms = { by: shown === null ? newId() : `${shown}/${newId()}`, leaseMs: parts.leaseMs };
    failing('delivery.before-claim');
    const claimed = await claimChat(store, accountId, terms);
    if (typeof claimed === 'string') {
      const left = await countOwed(store, accountId);
      return { channel: null, sent, left, retryAfterMs: null, busy: claimed === 'busy', movedTo: null };
    }
    const lease = keepLease(store, accountId, terms);
    let pass: Pass;
    try {
      failing('delivery.after-claim');
      pass = await speak(parts, claimed, lease);
    } finally {
      lease.stop();
      await releaseChat(store, accountId, terms.by);
    }
    failing('delivery.after-release');
    sent += pass.sent;
    // Looked at after letting go: whoever found the chat busy in the meantime has gone away and counts on this.
    const left = await countOwed(store, accountId);
    if (!pass.emptied || left === 0) return { ...pass, sent, left, busy: false };
  }
}

async function speak(
  parts: DeliveryParts & Pick<Required<DrainParts>, 'transports' | 'stopping'>,
  claimed: Claimed,
  lease: Lease,
): Promise<Pass> {
  const { store, keyring, clock } = parts;
  const { accountId } = claimed;
  const pass = { channel: claimed.channel, sent: 0, retryAfterMs: null, movedTo: null, emptied: false };
  const transport = parts.transports.get(claimed.channel);
  if (!transport) return pass;
  const address = openAddress(keyring, accountId, claimed.sealedAddress);
  const chat: OpenChat = { accountId, transport, address, listener: await listenerOf(store, claimed.personId) };
  for (;;) {
    const owed = await owedIn(store, accountId, transport.oneWord ? mostInOneWord : 1);
    const [message] = owed;
    if (!message) return { ...pass, emptied: true };
    if (parts.stopping() || !(await lease.stillHeld())) return pass;
    const delivered = transport.oneWord ? await tellInOneWord(parts, chat, owed) : await deliver(parts, chat, message);
    if (delivered.is === 'sent') pass.sent += delivered.count ?? 1;
    if (delivered.is === 'later') {
      await pauseChat(store, accountId, delivered.afterMs);
      return { ...pass, retryAfterMs: delivered.afterMs };
    }
    if (delivered.is === 'dead') {
      const movedTo = await closeChat(
        store,
        { accountId, personId: claimed.personId, code: delivered.code },
        clock.now(),
      );
      return { ...pass, movedTo };
    }
  }
}
