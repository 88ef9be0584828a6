import type { Db } from '../store.ts';

/**
 * No further mail goes to this account. What was owed there waits for another way (`reachAgain` finds one, or tells the
 * office); a link that only this mailbox was to get is not sent any more.
 */
export async function giveUpEmail(
  { db, now }: { db: Db; now: Date },
  accountId: string,
  reason: 'replaced' | 'removed' | 'bounced',
): Promise<void> {
  await db.channelAccount.update({ where: { id: accountId }, data: { deadAt: now, deadReason: reason } });
  await db.$executeRaw`
    UPDATE message SET cancelled_at = ${now}, reason = 'chat-dead'
    WHERE account_id = ${accountId}::uuid AND (kind <> 'send' OR template = 'email-confirm')
      AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
  await db.$executeRaw`
    UPDATE message SET account_id = NULL, attempts = 0
    WHERE account_id = ${accountId}::uuid AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
}
