import type { Actor } from './actor.ts';
import { casesSeen, isStaff, type SeenCase, visibleCases } from './case/read.ts';
import { deadlinesOf, type Owed } from './obligations/read.ts';
import { officesFor } from './referral/office-for.ts';
import { type OwnReport, ownReports } from './referral/state.ts';
import type { Db } from './store.ts';

export interface BegunDraft {
  readonly id: string;
  /** e-1, e-2 … */
  readonly form: string;
  readonly case: string | null;
  readonly touchedAt: Date;
}

/** What a person has in hand: nothing of a child, an answer or a name. */
export interface Desk {
  /** The office whose emergency numbers stand first; null where there is none. */
  readonly officeId: string | null;
  /** The one touched last first. */
  readonly drafts: readonly BegunDraft[];
  /** The next first. */
  readonly deadlines: readonly Owed[];
  /** Open ones, newest first; null for those who work in no office. */
  readonly cases: readonly SeenCase[] | null;
  readonly reports: readonly OwnReport[];
  /** Null: none. */
  readonly quiet: { readonly from: string; readonly to: string } | null;
}

/** So many of each are read. */
const most = 100;

export async function readDesk(db: Db, actor: Actor, now: Date): Promise<Desk> {
  const { quietFrom, quietTo } = await db.person.findUniqueOrThrow({ where: { id: actor.id } });
  const [office] = await officesFor(db, actor);
  const none = !actor.active;
  return {
    officeId: office?.id ?? null,
    drafts: none ? [] : await begunDrafts(db, actor),
    deadlines: none ? [] : await deadlinesOf(db, actor, now, most),
    cases: isStaff(actor) && !none ? (await casesSeen(db, actor, most)).filter((one) => !one.closedAt) : null,
    reports: none ? [] : await ownReports(db, actor.id),
    quiet: quietFrom === quietTo ? null : { from: quietFrom, to: quietTo },
  };
}

/** A form of a case that was closed to the person since is not shown: it would name the case. */
async function begunDrafts(db: Db, actor: Actor): Promise<BegunDraft[]> {
  const drafts = await db.draft.findMany({
    where: { personId: actor.id, sentAt: null, discardedAt: null },
    select: { id: true, form: true, caseId: true, touchedAt: true },
    orderBy: [{ touchedAt: 'desc' }, { id: 'desc' }],
    take: most,
  });
  const ids = drafts.flatMap(({ caseId }) => (caseId ? [caseId] : []));
  const cases = await db.case.findMany({
    where: { AND: [visibleCases(actor), { id: { in: ids } }] },
    select: { id: true, number: true },
  });
  const numbers = new Map(cases.map(({ id, number }) => [id, number]));
  return drafts.flatMap(({ id, form, caseId, touchedAt }) => {
    const number = caseId === null ? null : numbers.get(caseId);
    return number === undefined ? [] : [{ id, form, case: number, touchedAt }];
  });
}
