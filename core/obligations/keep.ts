import { type Fact, factsOf, type Subject } from '../fact.ts';
import { newId } from '../id.ts';
import { officeById, reckoningOf } from '../office.ts';
import type { Db } from '../store.ts';
import type { Reckoning } from './calendar.ts';
import { type Derived, derive } from './engine.ts';
import { ladderOf } from './ladder.ts';
import { concernsClocks, rules } from './register.ts';

/** In whose office a subject lies, and by whose calendar its days are counted. */
export interface Setting {
  readonly officeId: string | null;
  readonly reckoning: Reckoning;
}

/** Reports that are not sent yet have no office; their limit is in hours, for which a zone makes no difference. */
const nowhere: Setting = { officeId: null, reckoning: { zone: 'Europe/Belgrade' } };

/**
 * Brings the obligations that these facts touch up to date. Idempotent: the rows are what `derive` says of all facts.
 * @param fresh subjects that came into being in this transaction: all their facts are at hand, none is read.
 */
export async function keepObligations(
  db: Db,
  recorded: readonly Fact[],
  fresh: ReadonlySet<string> = new Set(),
): Promise<void> {
  const touched = subjectsOf(recorded.filter((fact) => concernsClocks(fact.kind) || fact.voidsId));
  if (touched.length === 0) return;
  const known = touched.filter((subject) => !fresh.has(subject.id));
  const facts = [...(await factsOf(db, known)), ...recorded.filter((fact) => fresh.has(fact.subject.id))];
  await write(db, await derivedIn(db, touched, facts), touched);
  await askAgainWhoHears(db, recorded);
}

/** Somebody else is responsible now: who has not heard the step that is reached hears it, the step does not wait for the next. */
async function askAgainWhoHears(db: Db, recorded: readonly Fact[]): Promise<void> {
  for (const fact of recorded) {
    if (fact.kind !== 'case.assigned' && fact.kind !== 'case.transferred') continue;
    await db.$executeRaw`
      UPDATE obligation SET next_step_at = ${fact.recordedAt}, planned_epoch = NULL
      WHERE case_id = ${fact.caseId}::uuid AND outcome IS NULL AND (next_step_at IS NULL OR next_step_at > ${fact.recordedAt})`;
  }
}

/** Derives subjects again from all their facts, and returns these: after a rule or a holiday changed, or when a row may be wrong. */
export async function rederive(db: Db, subjects: readonly Subject[]): Promise<readonly Fact[]> {
  const facts = await factsOf(db, subjects);
  await write(db, await derivedIn(db, subjects, facts), subjects);
  return facts;
}

interface Placed extends Derived {
  readonly officeId: string | null;
  readonly firstStepAt: Date | null;
}

async function derivedIn(db: Db, subjects: readonly Subject[], facts: readonly Fact[]): Promise<Placed[]> {
  const settings = await settingsOf(db, subjects);
  return subjects.flatMap((subject) => {
    const { officeId, reckoning } = settings.get(subject.id) ?? nowhere;
    const own = facts.filter((fact) => fact.subject.id === subject.id && fact.subject.type === subject.type);
    return derive(rules, own, reckoning).map((derived) => ({
      ...derived,
      officeId,
      firstStepAt: ladderOf(derived, reckoning)[0]?.at ?? null,
    }));
  });
}

async function settingsOf(db: Db, subjects: readonly Subject[]): Promise<Map<string, Setting>> {
  const cases = subjects.filter((subject) => subject.type === 'case').map((subject) => subject.id);
  const settings = new Map<string, Setting>();
  if (cases.length === 0) return settings;
  const rows = await db.$queryRaw<{ id: string; office_id: string }[]>`
    SELECT id, office_id FROM "case" WHERE id = ANY(${cases}::uuid[])`;
  const offices = new Map<string, Setting>();
  for (const { id, office_id: officeId } of rows) {
    const setting = offices.get(officeId) ?? {
      officeId,
      reckoning: await reckoningOf(db, await officeById(db, officeId)),
    };
    offices.set(officeId, setting);
    settings.set(id, setting);
  }
  return settings;
}

/**
 * One statement inserts, moves and closes, in the order of the keys, in which everybody locks them.
 * A row whose start was voided becomes not applicable.
 */
async function write(db: Db, derived: readonly Placed[], subjects: readonly Subject[]): Promise<void> {
  const inOrder = derived.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rows = inOrder.map((one) => ({
    id: newId(),
    key: one.key,
    rule: one.rule.id,
    rule_version: one.rule.version,
    subject_type: one.subject.type,
    subject_id: one.subject.id,
    case_id: one.caseId,
    office_id: one.officeId,
    started_at: one.startedAt,
    due_at: one.dueAt,
    first_step_at: one.firstStepAt,
    outcome: one.outcome,
    closed_at: one.closedAt,
    closed_by_fact: one.closedByFact,
  }));
  const keys = rows.map((row) => row.key);
  const touched = subjects.map((subject) => subject.id);
  await db.$executeRaw`
    WITH voided AS (
      UPDATE obligation SET outcome = 'not-applicable', next_step_at = NULL
      WHERE subject_id = ANY(${touched}::uuid[]) AND outcome IS NULL AND NOT (key = ANY(${keys}::text[])))
    INSERT INTO obligation AS o (id, key, rule, rule_version, subject_type, subject_id, case_id, office_id, started_at, due_at,
      next_step_at, outcome, closed_at, closed_by_fact)
    SELECT id, key, rule, rule_version, subject_type, subject_id, case_id, office_id, started_at, due_at,
      CASE WHEN outcome IS NULL THEN first_step_at END, outcome, closed_at, closed_by_fact
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n(id uuid, key text, rule text, rule_version int, subject_type text,
      subject_id uuid, case_id uuid, office_id uuid, started_at timestamptz, due_at timestamptz, first_step_at timestamptz,
      outcome text, closed_at timestamptz, closed_by_fact uuid)
    ON CONFLICT (key) DO UPDATE SET
      office_id = excluded.office_id, started_at = excluded.started_at, due_at = excluded.due_at,
      next_step_at = CASE WHEN excluded.outcome IS NOT NULL THEN NULL
        WHEN o.outcome IS NULL AND o.due_at = excluded.due_at THEN o.next_step_at ELSE excluded.next_step_at END,
      planned_epoch = CASE WHEN o.due_at = excluded.due_at THEN o.planned_epoch END,
      outcome = excluded.outcome, closed_at = excluded.closed_at, closed_by_fact = excluded.closed_by_fact
    WHERE (o.office_id, o.started_at, o.due_at, o.outcome, o.closed_at, o.closed_by_fact)
      IS DISTINCT FROM (excluded.office_id, excluded.started_at, excluded.due_at, excluded.outcome, excluded.closed_at, excluded.closed_by_fact)`;
}

function subjectsOf(facts: readonly Fact[]): Subject[] {
  const unique = new Map(facts.map((fact) => [`${fact.subject.type}:${fact.subject.id}`, fact.subject]));
  return [...unique.values()];
}
