import { z } from 'zod';
import { lastChannel } from '../account/last-channel.ts';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { locales } from '../wording/locale.ts';

/** Any time, in the middle of a form too: answers are codes and stay what they are. */
export const chooseLanguage = act('person.choose-language', {
  input: z.object({ locale: z.enum(locales) }),
  find: async ({ by }) => ({ found: null, matter: { officeIds: [], ownerId: by.id } }),
  async perform({ db, by }, { locale }) {
    await db.person.update({ where: { id: by.id }, data: { locale } });
    return { result: { locale }, audited: [`person:${by.id}`], detail: { locale } };
  },
});

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Quiet hours by the wall clock of the office; the same time twice means none. `accountId`: the chat to write to first. */
export const changeSettings = act('person.change-settings', {
  input: z.object({ quiet: z.object({ from: wallTime, to: wallTime }).optional(), accountId: z.uuid().optional() }),
  async find({ db, by }, { accountId }) {
    if (
      accountId &&
      !(await db.channelAccount.findFirst({
        where: { id: accountId, personId: by.id, deadAt: null, channel: { not: lastChannel } },
      }))
    ) {
      throw refused('not-found');
    }
    return { found: null, matter: { officeIds: [], ownerId: by.id } };
  },
  async perform({ db, by }, { quiet, accountId }) {
    if (quiet) await db.person.update({ where: { id: by.id }, data: { quietFrom: quiet.from, quietTo: quiet.to } });
    if (accountId) {
      await db.$executeRaw`
        UPDATE channel_account SET preferred = (id = ${accountId}::uuid) WHERE person_id = ${by.id}::uuid`;
    }
    return { result: null, audited: [`person:${by.id}`] };
  },
});
