import type { Prisma } from '../../prisma/client/generated/client.ts';
import type { Actor } from '../actor.ts';
import { visibleCases } from '../case/read.ts';
import type { Db } from '../store.ts';
import type { Reckoning } from './calendar.ts';
import { ladderOf } from './ladder.ts';
import { ruleOf } from './register.ts';
import type { Rule } from './rule.ts';

/** Where an obligation stands at an instant. Derived, never stored. */
export type Stage = 'far' | 'soon' | 'due' | 'overdue' | 'met' | 'late' | 'waived' | 'not-applicable';

type Kept = { rule: string; startedAt: Date; dueAt: Date; outcome: string | null };

/**
 * `soon` once the first reminder has come, `due` from the last one before the limit, `overdue` after the limit.
 * What is to be done without delay is due from its start, and overdue when the last step of its ladder is passed.
 */
export function stageOf(obligation: Kept, now: Date, reckoning: Reckoning = { zone: 'UTC' }): Stage {
  if (obligation.outcome) return obligation.outcome as Stage;
  const rule = ruleOf(obligation.rule);
  const ladder = ladderOf({ rule, startedAt: obligation.startedAt, dueAt: obligation.dueAt }, reckoning);
  const at = (instant: Date | undefined) => instant !== undefined && instant.getTime() <= now.getTime();
  if (rule.limit === 'without-delay') return at(ladder.at(-1)?.at) ? 'overdue' : 'due';
  if (now.getTime() > obligation.dueAt.getTime()) return 'overdue';
  const before = ladder.filter((rung) => rung.at.getTime() < obligation.dueAt.getTime());
  if (at(before.at(-1)?.at)) return 'due';
  return at(before[0]?.at) ? 'soon' : 'far';
}

/** An obligation with its case and its rule, as lists show it. */
export interface Owed {
  readonly id: string;
  readonly rule: Rule;
  readonly case: { readonly id: string; readonly number: string } | null;
  readonly startedAt: Date;
  readonly dueAt: Date;
  readonly closedAt: Date | null;
  readonly stage: Stage;
}

/** What a person has to do, the next first: the manager's own cases, the head's office, a reporter's own drafts. */
export async function deadlinesOf(db: Db, actor: Actor, now: Date, most = 30): Promise<Owed[]> {
  const offices = actor.held
    .filter(({ role }) => role === 'head' || role === 'stand-in')
    .map(({ officeId }) => officeId);
  const managers: Prisma.CaseWhereInput[] = [{ managerId: actor.id }, { assistantId: actor.id }];
  const visible = await db.case.findMany({
    where: { AND: [visibleCases(actor), { closedAt: null }, { OR: [...managers, { officeId: { in: offices } }] }] },
    select: { id: true },
  });
  const drafts = await db.draft.findMany({
    where: { personId: actor.id, sentAt: null, discardedAt: null },
    select: { id: true },
  });
  const rows = await db.obligation.findMany({
    where: {
      outcome: null,
      OR: [
        { caseId: { in: visible.map(({ id }) => id) } },
        { subjectType: 'referral', subjectId: { in: drafts.map(({ id }) => id) } },
      ],
    },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    take: most,
  });
  return withCases(db, rows, now);
}

/** Every obligation of a case, open ones first, each by its limit. The caller has made sure that the person may see the case. */
export async function obligationsOf(db: Db, caseId: string, now: Date): Promise<Owed[]> {
  const rows = await db.obligation.findMany({ where: { caseId }, orderBy: [{ dueAt: 'asc' }, { id: 'asc' }] });
  const owed = await withCases(db, rows, now);
  return [...owed.filter((one) => !one.closedAt), ...owed.filter((one) => one.closedAt)];
}

async function withCases(db: Db, rows: readonly Prisma.ObligationGetPayload<object>[], now: Date): Promise<Owed[]> {
  const ids = rows.flatMap((row) => (row.caseId ? [row.caseId] : []));
  const cases = await db.case.findMany({
    where: { id: { in: ids } },
    select: { id: true, number: true, office: { select: { municipality: { select: { zone: true } } } } },
  });
  return rows.map((row) => {
    const found = cases.find((one) => one.id === row.caseId);
    const zone = found?.office.municipality.zone ?? 'UTC';
    return {
      id: row.id,
      rule: ruleOf(row.rule),
      case: found ? { id: found.id, number: found.number } : null,
      startedAt: row.startedAt,
      dueAt: row.dueAt,
      closedAt: row.outcome ? (row.closedAt ?? row.dueAt) : null,
      stage: stageOf(row, now, { zone }),
    };
  });
}
