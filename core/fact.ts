import { newId } from './id.ts';
import type { Db } from './store.ts';

export type SubjectType = 'referral' | 'case' | 'child' | 'meeting' | 'office' | 'person' | 'year';
export interface Subject {
  readonly type: SubjectType;
  readonly id: string;
}

/** Every kind of fact that an act or the passing of time can make. `<subject>.<what happened>`. */
export const factKinds = [
  'child.identified',
  'draft.discarded',
  'referral.sent',
  'referral.supplemented',
  'referral.received',
  'referral.withdrawn',
  'referral.decline-asked',
  'referral.declined',
  'referral.late-reason-given',
  'case.referred',
  'danger.reported',
  'danger.confirmed',
  'wfcl.suspected',
  'case.registered',
  'case.assigned',
  'case.assistant-assigned',
  'case.accepted',
  'case.conflict-declared',
  'case.opened',
  'case.urgency-confirmed',
  'case.same-as',
  'case.excluded',
  'case.transfer-asked',
  'case.transferred',
  'case.transfer-refused',
  'case.closed',
  'assessment.initial',
  'risk.high',
  'protection.acted',
  'home-visit.made',
  'assessment.comprehensive',
  'question.asked',
  'question.answered',
  'obligation.acknowledged',
  'obligation.waived',
  'person.linked',
  'person.deactivated',
] as const;
export type FactKind = (typeof factKinds)[number];

/** Codes and ids only: a fact is never about a name. */
export type Detail = Readonly<Record<string, string | number | boolean | null>>;

/** What happened, as the door is told. `happenedAt` is an instant and may lie before `recordedAt`. */
export interface Happening {
  readonly subject: Subject;
  readonly kind: FactKind;
  readonly happenedAt?: Date;
  readonly caseId?: string;
  readonly voidsId?: string;
  readonly detail?: Detail;
}

export interface Fact {
  readonly id: string;
  readonly subject: Subject;
  readonly kind: FactKind;
  readonly happenedAt: Date;
  readonly recordedAt: Date;
  readonly byId: string | null;
  readonly caseId: string | null;
  readonly voidsId: string | null;
  readonly detail: Detail;
}

export const happened = (
  kind: FactKind,
  subject: Subject,
  more: Omit<Happening, 'kind' | 'subject'> = {},
): Happening => ({ kind, subject, ...more });

export const aCase = (id: string): Subject => ({ type: 'case', id });
export const aReferral = (id: string): Subject => ({ type: 'referral', id });

/** A happening becomes a fact at the instant the door records it. */
export function record(happening: Happening, now: Date, byId: string | null): Fact {
  return {
    id: newId(),
    subject: happening.subject,
    kind: happening.kind,
    happenedAt: happening.happenedAt ?? now,
    recordedAt: now,
    byId,
    caseId: happening.caseId ?? (happening.subject.type === 'case' ? happening.subject.id : null),
    voidsId: happening.voidsId ?? null,
    detail: happening.detail ?? {},
  };
}

/** One statement however many facts. */
export async function keepFacts(db: Db, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({
    id: fact.id,
    subject_type: fact.subject.type,
    subject_id: fact.subject.id,
    case_id: fact.caseId,
    kind: fact.kind,
    happened_at: fact.happenedAt,
    recorded_at: fact.recordedAt,
    by_id: fact.byId,
    voids_id: fact.voidsId,
    detail: fact.detail,
  }));
  await db.$executeRaw`
    INSERT INTO fact (id, subject_type, subject_id, case_id, kind, happened_at, recorded_at, by_id, voids_id, detail)
    SELECT id, subject_type, subject_id, case_id, kind, happened_at, recorded_at, by_id, voids_id, detail
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f(id uuid, subject_type text, subject_id uuid, case_id uuid,
      kind text, happened_at timestamptz, recorded_at timestamptz, by_id uuid, voids_id uuid, detail jsonb)`;
}

export async function factsOf(db: Db, subjects: readonly Subject[]): Promise<Fact[]> {
  if (subjects.length === 0) return [];
  const rows = await db.$queryRaw<Row[]>`
    SELECT id, subject_type, subject_id, case_id, kind, happened_at, recorded_at, by_id, voids_id, detail FROM fact
    WHERE (subject_type, subject_id) IN (SELECT * FROM unnest(${subjects.map((one) => one.type)}::text[], ${subjects.map((one) => one.id)}::uuid[]))
    ORDER BY seq`;
  return rows.map((row) => ({
    id: row.id,
    subject: { type: row.subject_type, id: row.subject_id },
    kind: row.kind,
    happenedAt: row.happened_at,
    recordedAt: row.recorded_at,
    byId: row.by_id,
    caseId: row.case_id,
    voidsId: row.voids_id,
    detail: row.detail,
  }));
}

interface Row {
  readonly id: string;
  readonly subject_type: SubjectType;
  readonly subject_id: string;
  readonly case_id: string | null;
  readonly kind: FactKind;
  readonly happened_at: Date;
  readonly recorded_at: Date;
  readonly by_id: string | null;
  readonly voids_id: string | null;
  readonly detail: Detail;
}
