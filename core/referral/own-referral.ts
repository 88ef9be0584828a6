import type { Prisma } from '../../prisma/client/generated/client.ts';
import type { Room } from '../act.ts';
import { refused } from '../errors.ts';
import type { Matter } from '../permission.ts';

const withCases = {
  cases: { include: { exclusions: true }, orderBy: { number: 'asc' } },
} satisfies Prisma.ReferralInclude;

export type OwnReferral = Prisma.ReferralGetPayload<{ include: typeof withCases }>;

/** The report of the person who acts, locked. Somebody else's is not found: it is nobody's business that it exists. */
export async function ownReferral<Wanted extends { referralId: string }>(
  { db, by }: Room,
  { referralId }: Wanted,
): Promise<{ found: { referral: OwnReferral; cases: OwnReferral['cases'] }; matter: Matter }> {
  await db.$queryRaw`SELECT 1 FROM referral WHERE id = ${referralId}::uuid FOR NO KEY UPDATE`;
  const referral = await db.referral.findUnique({ where: { id: referralId }, include: withCases });
  if (!referral) throw refused('not-found');
  // What an officer recorded for somebody unknown is the officer's to add to.
  const reporterId = referral.reporterId ?? referral.recordedById;
  if (reporterId !== by.id) throw refused('not-found');
  return { found: { referral, cases: referral.cases }, matter: { officeIds: [referral.officeId], reporterId } };
}
