import type { Clock } from '../clock.ts';
import type { Fact, SubjectType } from '../fact.ts';
import type { ButtonWanted, MessageWanted } from '../message.ts';
import { tell } from '../message.ts';
import { type Office, officeById, reckoningOf } from '../office.ts';
import { type Written, writeMessages } from '../outbox/write.ts';
import type { Store, Transaction } from '../store.ts';
import type { Reckoning } from './calendar.ts';
import { rederive } from './keep.ts';
import { isUrgent, nextRungAfter, type Running, reached } from './ladder.ts';
import { outsideQuietHours, type QuietHours } from './quiet-hours.ts';
import { type Around, peopleAround, peopleOf } from './recipients.ts';
import { ruleOf } from './register.ts';
import { type Owed, stepsOwed } from './steps-owed.ts';

export interface Spoken {
  readonly written: readonly Written[];
  /** When this obligation has something to say again; null: never, unless a fact changes it. */
  readonly nextStepAt: Date | null;
}

const nothing: Spoken = { written: [], nextStepAt: null };

/**
 * Says what is owed on an obligation at this instant, in one transaction: derives it again from its facts, so that work
 * done by whomever is never nagged about; writes the messages and the ledger; sets when to look again.
 * Calling it twice, early or late does no harm.
 */
export async function speak(parts: { store: Store; clock: Clock }, obligationId: string): Promise<Spoken> {
  return parts.store.$transaction(async (db) => {
    const now = parts.clock.now();
    const { row, facts } = await lockedAndDerivedAgain(db, obligationId);
    if (!row || row.outcome !== null) return nothing;
    const running: Running = { rule: ruleOf(row.rule), startedAt: row.startedAt, dueAt: row.dueAt };
    const office = row.officeId ? await officeById(db, row.officeId) : null;
    const reckoning: Reckoning = office ? await reckoningOf(db, office) : { zone: 'Europe/Belgrade' };
    const around = await peopleAround(db, row, now);
    const told = await db.told.findMany({ where: { obligationId, dueAt: row.dueAt } });
    const owed = stepsOwed(
      reached(running, reckoning, now),
      (rung) => peopleOf(rung.to, around),
      new Set(told.map((one) => `${one.step}/${one.recipientId}`)),
      isAcknowledged(facts, row.rule),
    );
    const { speakNow, quietUntil } = isUrgent(running.rule)
      ? { speakNow: owed, quietUntil: null }
      : await outsideQuiet(db, owed, now, reckoning.zone);
    const about = row.caseId
      ? await db.case.findUnique({
          where: { id: row.caseId },
          select: { number: true, referral: { select: { reference: true } } },
        })
      : null;
    const messages = speakNow.map((one) => reminder(one, row, running, office, around, about, now));
    const written = await writeMessages(db, messages, now);
    await keepTold(db, row, speakNow, written, now);
    const nextStepAt = earliest(nextRungAfter(running, reckoning, now), quietUntil);
    await db.obligation.update({ where: { id: row.id }, data: { nextStepAt, plannedEpoch: null } });
    return { written, nextStepAt };
  });
}

/** Ids of open obligations that have something to say at or before the instant, the most urgent first. */
export async function dueForSpeaking(
  db: Store | Transaction,
  until: Date,
  most: number,
): Promise<{ id: string; nextStepAt: Date }[]> {
  return db.$queryRaw<{ id: string; nextStepAt: Date }[]>`
    SELECT id, next_step_at AS "nextStepAt" FROM obligation
    WHERE outcome IS NULL AND next_step_at <= ${until} ORDER BY next_step_at LIMIT ${most}`;
}

type Row = NonNullable<Awaited<ReturnType<Transaction['obligation']['findUnique']>>>;

/**
 * All clocks of the subject, locked in the order of their keys as `keepObligations` writes them: two reminders of one case,
 * or a reminder and an act, wait for each other instead of blocking each other.
 */
async function lockedAndDerivedAgain(
  db: Transaction,
  id: string,
): Promise<{ row: Row | null; facts: readonly Fact[] }> {
  const [subject] = await db.$queryRaw<{ type: SubjectType; id: string }[]>`
    SELECT subject_type AS type, subject_id AS id FROM obligation WHERE id = ${id}::uuid`;
  if (!subject) return { row: null, facts: [] };
  await db.$queryRaw`
    SELECT 1 FROM obligation WHERE subject_type = ${subject.type} AND subject_id = ${subject.id}::uuid ORDER BY key FOR UPDATE`;
  const facts = await rederive(db, [subject]);
  return { row: await db.obligation.findUnique({ where: { id } }), facts };
}

const isAcknowledged = (facts: readonly Fact[], rule: string): boolean =>
  facts.some((fact) => fact.kind === 'obligation.acknowledged' && fact.detail['rule'] === rule);

async function outsideQuiet(
  db: Transaction,
  owed: readonly Owed[],
  now: Date,
  zone: string,
): Promise<{ speakNow: Owed[]; quietUntil: Date | null }> {
  const people = await db.person.findMany({ where: { id: { in: owed.map((one) => one.personId) } } });
  const quiet = new Map<string, QuietHours>(
    people.map((person) => [person.id, { from: person.quietFrom, to: person.quietTo, zone }]),
  );
  const speakNow: Owed[] = [];
  let quietUntil: Date | null = null;
  for (const one of owed) {
    const hours = quiet.get(one.personId);
    const at = hours ? outsideQuietHours(now, hours) : now;
    if (at.getTime() <= now.getTime()) speakNow.push(one);
    else quietUntil = earliest(quietUntil, at);
  }
  return { speakNow, quietUntil };
}

/** The reporter of a sent report hears no case number: the public reference, and whom to call. */
function reminder(
  { personId, rung }: Owed,
  row: Row,
  running: Running,
  office: Office | null,
  around: Around,
  found: { number: string; referral: { reference: string } } | null,
  now: Date,
): MessageWanted {
  const common = { obligationId: row.id, ...(row.caseId ? { caseId: row.caseId } : {}) };
  if (rung.to === 'reporter' && found && office) {
    return tell(
      personId,
      'referral-unconfirmed',
      { reference: found.referral.reference, emergency: office.id },
      common,
    );
  }
  const { rule, dueAt } = running;
  return tell(
    personId,
    `reminder/${rule.id}/${rung.step}`,
    {
      ...(found ? { case: found.number } : {}),
      rule: rule.id,
      source: rule.id,
      due: dueAt.toISOString(),
      stage: stageAt(running, now),
      role: personId === around.managerId ? 'case-manager' : rung.to.split(':')[0],
      subject: rule.on,
    },
    { ...common, buttons: buttonsOf(row, running, rung.comfort), lane: isUrgent(rule) ? 'urgent' : 'bulk' },
  );
}

const stageAt = ({ rule, dueAt }: Running, now: Date): string =>
  rule.limit === 'without-delay' ? 'now' : now.getTime() < dueAt.getTime() ? 'soon' : 'overdue';

function buttonsOf(row: Row, { rule }: Running, comfort: boolean): ButtonWanted[] {
  const having = row.caseId ? { case: row.caseId } : { draft: row.subjectId };
  const fulfil: ButtonWanted = { act: rule.fulfil, does: rule.fulfil, having };
  const quiets: ButtonWanted = { act: 'i-have-it', does: 'i-have-it', having: { obligation: row.id } };
  return comfort && row.caseId ? [fulfil, quiets] : [fulfil];
}

async function keepTold(
  db: Transaction,
  row: Row,
  owed: readonly Owed[],
  written: readonly Written[],
  at: Date,
): Promise<void> {
  await db.told.createMany({
    data: owed.map(({ personId, rung }, index) => ({
      obligationId: row.id,
      recipientId: personId,
      step: rung.step,
      dueAt: row.dueAt,
      at,
      messageId: written[index]?.id ?? '',
    })),
  });
}

function earliest(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a.getTime() <= b.getTime() ? a : b;
}
