import type { Clock } from '../../core/clock.ts';
import type { Answer, Rendered, Transport } from '../../core/outbox/transport.ts';
import type { Store } from '../../core/store.ts';
import type { Locale, Wordings } from '../../core/wording.ts';

export interface WebTransportParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly wording: Wordings;
}

/** The way out to the try-out's chats: rows of web_chat. A message's ref is its id; a person's own, the id of its bubble. */
export function webTransport({ store, clock, wording }: WebTransportParts): Transport {
  const accepted = (ref: string | null): Answer => ({ is: 'accepted', ref });

  return {
    channel: 'web',

    async send(_address, message, messageId) {
      const row = await store.message.findUnique({ where: { id: messageId }, select: { accountId: true } });
      if (!row?.accountId) return { is: 'never', code: 'no-chat', chatIsDead: false };
      const shown = shownOf(message);
      await store.webChat.upsert({
        where: { id: messageId },
        create: { id: messageId, accountId: row.accountId, fromBot: true, at: clock.now(), ...shown },
        update: shown,
      });
      return accepted(messageId);
    },

    async edit(_address, ref, message) {
      const { count } = await store.webChat.updateMany({ where: { id: ref, fromBot: true }, data: shownOf(message) });
      return count === 1 ? accepted(ref) : { is: 'never', code: 'message-gone', chatIsDead: false };
    },

    /** The bot's own message goes; a person's bubble stays, and says that its content was stored. */
    async delete(_address, ref) {
      const bubble = await store.webChat.findUnique({ where: { id: ref } });
      if (!bubble) return { is: 'never', code: 'message-gone', chatIsDead: false };
      if (bubble.fromBot) await store.webChat.delete({ where: { id: ref } });
      else await store.webChat.update({ where: { id: ref }, data: { text: await storedFor(bubble.accountId) } });
      return accepted(ref);
    },
  };

  async function storedFor(accountId: string): Promise<string> {
    const account = await store.channelAccount.findUnique({ where: { id: accountId }, include: { person: true } });
    return wording((account?.person.locale ?? 'en') as Locale).say('common.stored');
  }
}

const shownOf = ({ template, field, text, buttons }: Rendered) => ({
  template,
  field,
  text,
  buttons: buttons.map(({ id, act, label }) => ({ id, act, label })),
});
