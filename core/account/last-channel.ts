import { Prisma } from '../../prisma/client/generated/client.ts';

/** The channel that is taken when the person has no live chat: a mail says only that something is due. */
export const lastChannel = 'email';

/** `ORDER BY` of somebody's live accounts: any chat before the last channel, the preferred first, then the one linked last. */
export const firstChoice = Prisma.sql`channel = ${lastChannel}::text, preferred DESC, linked_at DESC`;
