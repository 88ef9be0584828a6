import { giveUpEmail } from '../account/email-given-up.ts';
import { tell } from '../message.ts';
import type { Store } from '../store.ts';
import { writeMessages } from './write.ts';

/**
 * The mail that asks for confirmation was not taken: the person hears it in the chat, and the address is given up.
 * @returns false when the address was not waiting for that
 */
export async function refuseAddress(store: Store, accountId: string, code: string, now: Date): Promise<boolean> {
  return store.$transaction(async (db) => {
    const account = await db.channelAccount.findUniqueOrThrow({ where: { id: accountId } });
    if (account.deadReason !== 'unconfirmed') return false;
    await giveUpEmail({ db, now }, accountId, 'bounced');
    await db.channelAccount.update({ where: { id: accountId }, data: { deadReason: code } });
    await writeMessages(db, [tell(account.personId, 'email-refused')], now);
    return true;
  });
}
