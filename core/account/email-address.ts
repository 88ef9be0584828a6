import { z } from 'zod';
import type { ChannelAccount } from '../../prisma/client/generated/client.ts';
import type { Db } from '../store.ts';
import { exactTokens, type Keyring } from '../vault.ts';
import { openAddress } from '../vault-store.ts';
import { lastChannel } from './last-channel.ts';

/** An address as somebody types it; at most 254 characters (RFC 5321). */
export const emailAddress = z.string().trim().max(254).pipe(z.email());

/**
 * With the person in it: several may read one mailbox, and nobody finds out by typing an address whether somebody else
 * is reached there.
 */
export function emailToken(keyring: Keyring, personId: string, address: string): string {
  const [token] = exactTokens(keyring, 'chat', `${lastChannel}:${personId}:${address}`);
  if (!token) throw new Error('an address is empty');
  return token;
}

/** What an account of the last channel is to its person now. */
export type EmailState = 'unconfirmed' | 'confirmed' | 'dead';

export const emailState = ({ deadAt, deadReason }: Pick<ChannelAccount, 'deadAt' | 'deadReason'>): EmailState =>
  deadAt === null ? 'confirmed' : deadReason === 'unconfirmed' ? 'unconfirmed' : 'dead';

export const emailsOf = (db: Db, personId: string): Promise<ChannelAccount[]> =>
  db.channelAccount.findMany({ where: { personId, channel: lastChannel }, orderBy: { linkedAt: 'asc' } });

/** Somebody's own accounts are few: they are opened, so that no key but the one that sealed them is needed. */
export const isAt = (keyring: Keyring, address: string, { id, sealedAddress }: ChannelAccount): boolean =>
  openAddress(keyring, id, sealedAddress) === address;
