import { stageOf } from '../../core/obligations/read.ts';
import { ruleOf } from '../../core/obligations/register.ts';
import type { Store } from '../../core/store.ts';

/** A line of the panel. */
export interface OwedLine {
  readonly id: string;
  readonly rule: string;
  /** Null: of a report, not of a case. */
  readonly number: string | null;
  readonly owner: string;
  readonly dueAt: Date;
  readonly stage: string;
  readonly open: boolean;
}

export interface Owing {
  readonly lines: readonly OwedLine[];
  /** When somebody is to hear something next. */
  readonly nextAt: Date | null;
}

/** What is owed in the whole try-out: the open ones by their limit, then those closed last. */
export async function owing(store: Store, now: Date, zone: string): Promise<Owing> {
  const [open, closed, next] = await Promise.all([
    store.obligation.findMany({ where: { outcome: null }, orderBy: [{ dueAt: 'asc' }, { id: 'asc' }], take: 50 }),
    store.obligation.findMany({
      where: { outcome: { not: null } },
      orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
      take: 8,
    }),
    store.obligation.findFirst({
      where: { outcome: null, nextStepAt: { gt: now } },
      orderBy: { nextStepAt: 'asc' },
      select: { nextStepAt: true },
    }),
  ]);
  const rows = [...open, ...closed];
  const cases = await store.case.findMany({
    where: { id: { in: rows.flatMap((row) => row.caseId ?? []) } },
    select: { id: true, number: true },
  });
  const numbers = new Map(cases.map(({ id, number }) => [id, number]));
  const lines = rows.map((row) => ({
    id: row.id,
    rule: row.rule,
    number: (row.caseId && numbers.get(row.caseId)) || null,
    owner: ruleOf(row.rule).owner,
    dueAt: row.dueAt,
    stage: stageOf(row, now, { zone }),
    open: row.outcome === null,
  }));
  return { lines, nextAt: next?.nextStepAt ?? null };
}
