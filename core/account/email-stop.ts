import { z } from 'zod';
import { act } from '../act.ts';
import { findEmail } from './email.ts';

/** No friendly words by mail any more, or again. What never stops: core/outbox/friendly.ts. */
export const stopEmail = act('account.stop-email', {
  input: z.object({ accountId: z.uuid(), stopped: z.boolean() }),
  find: findEmail,
  async perform({ db, now, by }, { accountId, stopped }, { stoppedAt }) {
    const at = stopped ? (stoppedAt ?? now) : null;
    await db.channelAccount.update({ where: { id: accountId }, data: { stoppedAt: at } });
    return { result: null, audited: [`person:${by.id}`], detail: { account: accountId, stopped } };
  },
});
