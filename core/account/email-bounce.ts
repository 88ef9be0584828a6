import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { tell } from '../message.ts';
import { emailState } from './email-address.ts';
import { giveUpEmail } from './email-given-up.ts';
import { lastChannel } from './last-channel.ts';

/**
 * A mail came back for good: nobody is reached at that address. What it should have told counts as not told and takes
 * the next way; an address that was still to be confirmed is refused in the person's chat.
 * Result `known`: that account was given up before.
 */
export const closeBounced = act('account.close-bounced', {
  input: z.object({ messageId: z.uuid() }),
  async find({ db, by }, { messageId }) {
    const mail = await db.message.findUnique({ where: { id: messageId }, include: { account: true } });
    // What an earlier report of the same mail has sent on its next way stands in another chat now.
    const account =
      mail?.account?.channel === lastChannel
        ? mail.account
        : mail &&
          (await db.channelAccount.findFirst({
            where: { personId: mail.personId, channel: lastChannel, deadReason: 'bounced' },
          }));
    // One mail server for all offices: whoever looks after one of them may hand over what came back.
    return { found: account, matter: { officeIds: by.held.map((held) => held.officeId) } };
  },
  async perform(room, { messageId }, account) {
    if (!account) throw refused('input-invalid', { field: 'Message-ID' });
    const { db } = room;
    const [was, { id: accountId, personId }] = [emailState(account), account];
    const audited = [`person:${personId}`];
    if (was === 'dead') return { result: 'known' as const, audited };
    await db.$executeRaw`
      UPDATE message SET sent_at = NULL, platform_ref = NULL
      WHERE account_id = ${accountId}::uuid AND person_id = ${personId}::uuid AND platform_ref = ${messageId}
        AND sent_at IS NOT NULL AND kind = 'send' AND template <> 'email-confirm'`;
    await giveUpEmail(room, accountId, 'bounced');
    return {
      result: 'closed' as const,
      messages: was === 'unconfirmed' ? [tell(personId, 'email-refused')] : [],
      audited,
      detail: { account: accountId },
    };
  },
});
