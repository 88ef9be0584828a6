import type { Prisma } from '../../prisma/client/generated/client.ts';
import { type Actor, holds } from '../actor.ts';
import { permissions, type Right } from '../permission.ts';
import { staffRoles } from '../staff.ts';
import type { Db } from '../store.ts';

/**
 * The cases that a person may see, as a condition: the row `case.read` of the permission table, and never a case whose
 * exclusion list names the person.
 */
export function visibleCases(actor: Actor): Prisma.CaseWhereInput {
  if (!actor.active) return nothing;
  const rights: readonly Right[] = permissions['case.read'];
  const ways = rights.map((right) => conditionOf(actor, right)).filter((way) => way !== null);
  return ways.length === 0 ? nothing : { AND: [{ OR: ways }, { exclusions: { none: { personId: actor.id } } }] };
}

const nothing: Prisma.CaseWhereInput = { id: { in: [] } };

function conditionOf(actor: Actor, right: Right): Prisma.CaseWhereInput | null {
  switch (right) {
    case 'manager':
      return { managerId: actor.id };
    case 'assistant-of-case':
      return { assistantId: actor.id };
    case 'reporter':
      return { referral: { reporterId: actor.id } };
    case 'manager-in-office':
      return inOffices(actor.held.filter(({ role }) => role === 'case-manager'));
    // Neither a draft nor a report is a case: these never open one.
    case 'self':
    case 'anyone':
      return null;
    default:
      return inOffices(actor.held.filter(({ role }) => role === right));
  }
}

const inOffices = (held: readonly { officeId: string }[]): Prisma.CaseWhereInput | null =>
  held.length === 0 ? null : { officeId: { in: held.map(({ officeId }) => officeId) } };

export const caseStates = ['referred', 'registered', 'assigned', 'opened', 'declined', 'closed'] as const;
export type CaseState = (typeof caseStates)[number];

interface Instants {
  readonly closedAt: Date | null;
  readonly closedReason: string | null;
  readonly openedAt: Date | null;
  readonly assignedAt: Date | null;
  readonly managerId: string | null;
  readonly registeredAt: Date | null;
}

/** Where a case stands, from its instants. A case that lost its manager is open, and waits for one (`managerId` null). */
export function stateOf(one: Instants): CaseState {
  if (one.closedAt) return one.closedReason === 'declined' ? 'declined' : 'closed';
  if (one.openedAt) return 'opened';
  if (one.managerId) return 'assigned';
  return one.registeredAt ? 'registered' : 'referred';
}

const shown = { id: true, number: true, officeId: true, danger: true, managerId: true, assistantId: true } as const;
const instants = {
  referralId: true,
  referredAt: true,
  registeredAt: true,
  assignedAt: true,
  assignedById: true,
  acceptedAt: true,
  openedAt: true,
  urgencyConfirmedAt: true,
  risk: true,
  closedAt: true,
  closedReason: true,
} as const;
const select = {
  ...shown,
  ...instants,
  referral: {
    select: { reporterId: true, receivedAt: true, danger: true, declineAskedAt: true, declineAskedById: true },
  },
} as const;

/** A case as lists and its desk in the chat show it: nothing of the child. */
export type SeenCase = Prisma.CaseGetPayload<{ select: typeof select }>;

/** Open cases first, each newest first. */
export async function casesSeen(db: Db, actor: Actor, most = 20): Promise<SeenCase[]> {
  return db.case.findMany({
    where: visibleCases(actor),
    select,
    orderBy: [{ closedAt: { sort: 'desc', nulls: 'first' } }, { referredAt: 'desc' }, { id: 'desc' }],
    take: most,
  });
}

/** The case of that number or id, or null when there is none that the person may see. */
export async function caseSeen(
  db: Db,
  actor: Actor,
  by: { number: string } | { id: string },
): Promise<SeenCase | null> {
  return db.case.findFirst({ where: { AND: [visibleCases(actor), by] }, select });
}

/** People of a role who may be given the case, with how many open cases each has; the least busy first. */
export async function managersFor(
  db: Db,
  one: { id: string; officeId: string },
  now: Date,
  role: 'case-manager' | 'assistant' = 'case-manager',
): Promise<Free[]> {
  return db.$queryRaw<Free[]>`
    SELECT p.id, (SELECT count(*)::int FROM "case" c WHERE c.closed_at IS NULL
        AND CASE WHEN ${role} = 'assistant' THEN c.assistant_id ELSE c.manager_id END = p.id) AS open
    FROM person p WHERE p.deactivated_at IS NULL
      AND EXISTS (SELECT FROM role r WHERE r.person_id = p.id AND r.office_id = ${one.officeId}::uuid AND r.role = ${role}
        AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}))
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = ${one.id}::uuid AND e.person_id = p.id)
    ORDER BY open, p.id`;
}
export interface Free {
  readonly id: string;
  readonly open: number;
}

/** Ids of the active people of the office who are not excluded from the case yet. */
export async function colleaguesIn(db: Db, one: { id: string; officeId: string }, now: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT p.id FROM role r JOIN person p ON p.id = r.person_id
    WHERE r.office_id = ${one.officeId}::uuid AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND r.role = ANY(${[...staffRoles]}::text[]) AND p.deactivated_at IS NULL
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = ${one.id}::uuid AND e.person_id = p.id)
    ORDER BY p.id LIMIT 40`;
  return rows.map(({ id }) => id);
}

/** Does the person work in an office, so that lists are for more than one's own reports? */
export const isStaff = (actor: Actor): boolean => staffRoles.some((role) => holds(actor, role));
