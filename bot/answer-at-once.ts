import type { Log } from '../core/log.ts';
import type { Metrics } from '../core/metrics.ts';
import { type DrainParts, drainChat } from '../core/outbox/drain.ts';
import type { Written } from '../core/outbox/write.ts';

/**
 * For a bot without a worker in its process: sends what was just committed to the chats of its own channels. What fails here
 * stays owed, and a worker's relay sends it.
 */
export function answerAtOnce(
  given: DrainParts & { readonly metrics?: Pick<Metrics, 'sent'> },
  log: Log,
): { owed(written: readonly Written[]): void; idle(): Promise<void> } {
  const { metrics } = given;
  const parts: DrainParts = {
    onFault: (fault, messageId) => log.error({ room: 'bot', messageId, fault }, 'a message was not delivered'),
    ...given,
  };
  const draining = new Set<Promise<unknown>>();
  return {
    owed(written) {
      for (const accountId of new Set(written.map((one) => one.accountId))) {
        if (!accountId) continue;
        const drain = drainChat(parts, accountId)
          .then(({ channel, sent }) => {
            if (channel && sent > 0) metrics?.sent.inc({ channel }, sent);
          })
          .catch((fault) => log.error({ room: 'bot', accountId, fault }, 'an answer was left to the relay'))
          .finally(() => draining.delete(drain));
        draining.add(drain);
      }
    },
    async idle() {
      await Promise.all(draining);
    },
  };
}
