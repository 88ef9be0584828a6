import type { Prisma } from '../../prisma/client/generated/client.ts';
import type { Room } from '../act.ts';
import { refused } from '../errors.ts';
import type { Matter } from '../permission.ts';

export type FoundCase = Prisma.CaseGetPayload<{ include: { referral: true } }>;

/** The case, locked until the transaction ends, and what the person who acts is to it. */
export async function findCase(room: Room, caseId: string): Promise<{ found: FoundCase; matter: Matter }> {
  await room.db.$queryRaw`SELECT 1 FROM "case" WHERE id = ${caseId}::uuid FOR NO KEY UPDATE`;
  const found = await room.db.case.findUnique({ where: { id: caseId }, include: { referral: true } });
  if (!found) throw refused('case-not-found');
  // Not by the same include: two relations are read at once, on the one connection of the transaction.
  const excluded = await room.db.exclusion.findFirst({ where: { caseId, personId: room.by.id } });
  return { found, matter: matterOf(found, excluded !== null) };
}

export const matterOf = (
  found: {
    officeId: string;
    managerId: string | null;
    assistantId: string | null;
    referral: { reporterId: string | null };
  },
  excluded: boolean,
): Matter => ({
  officeIds: [found.officeId],
  managerId: found.managerId,
  assistantId: found.assistantId,
  reporterId: found.referral.reporterId,
  excluded,
});

/** Asked after the permission, so that nobody learns from a refusal whether a case is closed. */
export function mustBeOpen(found: { closedAt: Date | null }): void {
  if (found.closedAt) throw refused('case-closed', { at: found.closedAt.toISOString() });
}

/** The cases of one report that lie in the same office, locked in the order of their ids. */
export async function findReferral(room: Room, referralId: string): Promise<{ found: ReferralFound; matter: Matter }> {
  await room.db.$queryRaw`SELECT 1 FROM referral WHERE id = ${referralId}::uuid FOR NO KEY UPDATE`;
  const referral = await room.db.referral.findUnique({ where: { id: referralId } });
  if (!referral) throw refused('not-found');
  await room.db.$queryRaw`
    SELECT 1 FROM "case" WHERE referral_id = ${referralId}::uuid ORDER BY id FOR NO KEY UPDATE`;
  const cases = await room.db.case.findMany({
    where: { referralId, officeId: referral.officeId },
    orderBy: { id: 'asc' },
    include: { exclusions: { where: { personId: room.by.id } } },
  });
  return {
    found: { referral, cases },
    matter: {
      officeIds: [referral.officeId],
      reporterId: referral.reporterId,
      excluded: cases.some((one) => one.exclusions.length > 0),
    },
  };
}

type ReferralRow = Prisma.ReferralGetPayload<object>;
type CaseRow = Prisma.CaseGetPayload<object>;
export interface ReferralFound {
  readonly referral: ReferralRow;
  readonly cases: readonly CaseRow[];
}
