import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { refused } from '../errors.ts';
import { newId } from '../id.ts';
import { tell } from '../message.ts';
import { sealAddress } from '../vault-store.ts';
import { emailAddress, emailState, emailsOf, emailToken, isAt } from './email-address.ts';
import { giveUpEmail } from './email-given-up.ts';
import { lastChannel } from './last-channel.ts';

const day = 24 * 3_600_000;
/** Mails that ask for confirmation, per person and day: nobody is to be flooded at an address that somebody typed. */
const mostMails = 5;
const confirmDays = 3;

/**
 * Gives the address for the last channel. Nothing goes there but a link, until it is confirmed; then it takes the place
 * of the one before. Result `confirmed`: it was that already.
 */
export const giveEmail = act('account.give-email', {
  input: z.object({ address: emailAddress }),
  find: async ({ db, by }) => ({ found: await emailsOf(db, by.id), matter: { officeIds: [], ownerId: by.id } }),
  async perform(room, { address }, own) {
    const { db, now, by, keyring } = room;
    const audited = [`person:${by.id}`];
    const same = own.find((account) => isAt(keyring, address, account));
    if (same && emailState(same) === 'confirmed') return { result: 'confirmed' as const, audited };
    const since = new Date(now.getTime() - day);
    const mails = await db.message.count({
      where: { personId: by.id, template: 'email-confirm', createdAt: { gt: since } },
    });
    if (mails >= mostMails) throw refused('email-too-many', { most: mostMails });
    for (const one of own) if (emailState(one) === 'unconfirmed') await giveUpEmail(room, one.id, 'replaced');
    const accountId = same?.id ?? newId();
    const waits = { deadAt: now, deadReason: 'unconfirmed', linkedAt: now, stoppedAt: null, pausedUntil: null };
    await db.channelAccount.upsert({
      where: { id: accountId },
      update: waits,
      create: {
        ...waits,
        id: accountId,
        personId: by.id,
        channel: lastChannel,
        sealedAddress: sealAddress(keyring, accountId, address),
        addressToken: emailToken(keyring, by.id, address),
      },
    });
    return {
      result: 'unconfirmed' as const,
      messages: [tell(by.id, 'email-confirm', {}, { accountId })],
      audited,
      detail: { account: accountId },
    };
  },
});

const ofAccount = z.object({ accountId: z.uuid() });

/** An account of the last channel, of the person who acts. */
export async function findEmail({ db, by }: Room, { accountId }: z.infer<typeof ofAccount>) {
  const found = await db.channelAccount.findFirst({
    where: { id: accountId, personId: by.id, channel: lastChannel },
  });
  if (!found) throw refused('not-found');
  return { found, matter: { officeIds: [], ownerId: by.id } };
}

/** Whoever reads the mailbox says that it is the person's. A second time changes nothing. */
export const confirmEmail = act('account.confirm-email', {
  input: ofAccount,
  find: findEmail,
  async perform(room, { accountId }, account) {
    const { db, now, by } = room;
    const audited = [`person:${by.id}`];
    if (emailState(account) === 'confirmed') return { result: null, audited };
    const isLate = account.linkedAt.getTime() + confirmDays * day <= now.getTime();
    if (emailState(account) === 'dead' || isLate) throw refused('link-expired');
    for (const one of await emailsOf(db, by.id)) {
      if (emailState(one) !== 'dead') await giveUpEmail(room, one.id, 'replaced');
    }
    await db.channelAccount.update({ where: { id: accountId }, data: { deadAt: null, deadReason: null } });
    return {
      result: null,
      messages: [tell(by.id, 'email-confirmed')],
      audited,
      detail: { account: accountId },
    };
  },
});

/** No mail any more. The address is forgotten with it. */
export const removeEmail = act('account.remove-email', {
  input: z.object({}),
  find: async ({ db, by }) => ({ found: await emailsOf(db, by.id), matter: { officeIds: [], ownerId: by.id } }),
  async perform(room, _input, own) {
    const { db, by, keyring } = room;
    for (const { id } of own) {
      await giveUpEmail(room, id, 'removed');
      await db.channelAccount.update({
        where: { id },
        data: { sealedAddress: sealAddress(keyring, id, `removed:${id}`), addressToken: `removed:${id}` },
      });
    }
    return { result: null, audited: [`person:${by.id}`] };
  },
});
