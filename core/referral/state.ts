import type { Db } from '../store.ts';

/** What a reporter may know of a report: never who, never what. */
export type ReportState = 'received' | 'taken-over' | 'in-work' | 'closed' | 'withdrawn';

export interface OwnReport {
  readonly id: string;
  readonly reference: string;
  readonly state: ReportState;
  readonly since: Date;
}

interface Row {
  readonly id: string;
  readonly reference: string;
  readonly verified: boolean;
  readonly referredAt: Date;
  readonly withdrawnAt: Date | null;
  readonly declinedAt: Date | null;
  readonly cases: readonly {
    assignedAt: Date | null;
    acceptedAt: Date | null;
    openedAt: Date | null;
    closedAt: Date | null;
  }[];
}

/** The reports a person made, newest first. Who came without an invite sees "received" and no more. */
export async function ownReports(db: Db, personId: string, most = 20): Promise<OwnReport[]> {
  const rows = await db.referral.findMany({
    where: { OR: [{ reporterId: personId }, { reporterId: null, recordedById: personId }] },
    select: {
      id: true,
      reference: true,
      verified: true,
      referredAt: true,
      withdrawnAt: true,
      declinedAt: true,
      cases: { select: { assignedAt: true, acceptedAt: true, openedAt: true, closedAt: true } },
    },
    orderBy: { referredAt: 'desc' },
    take: most,
  });
  return rows.map((row) => ({ id: row.id, reference: row.reference, ...stateOf(row) }));
}

/** Of several children the one that is furthest; closed when all are. */
export function stateOf({
  verified,
  referredAt,
  withdrawnAt,
  declinedAt,
  cases,
}: Omit<Row, 'id' | 'reference'>): Pick<OwnReport, 'state' | 'since'> {
  if (withdrawnAt) return { state: 'withdrawn', since: withdrawnAt };
  if (!verified) return { state: 'received', since: referredAt };
  const ends = cases.map((one) => one.closedAt);
  const ended = declinedAt ?? (cases.length > 0 && ends.every((end) => end !== null) ? latest(ends) : null);
  if (ended) return { state: 'closed', since: ended };
  const begun = latest(cases.map((one) => one.openedAt ?? one.acceptedAt));
  if (begun) return { state: 'in-work', since: begun };
  const taken = latest(cases.map((one) => one.assignedAt));
  return taken ? { state: 'taken-over', since: taken } : { state: 'received', since: referredAt };
}

function latest(instants: readonly (Date | null)[]): Date | null {
  const times = instants.flatMap((at) => (at ? [at.getTime()] : []));
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}
