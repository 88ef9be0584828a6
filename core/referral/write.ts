import type { Transaction } from '../store.ts';
import type { Bytes } from '../vault/lock.ts';
import type { NewCase } from './open-cases.ts';

export interface NewReferral {
  readonly id: string;
  readonly officeId: string;
  readonly reporterId: string | null;
  readonly recordedById: string;
  readonly reference: string;
  readonly way: string;
  readonly danger: boolean;
  readonly verified: boolean;
  readonly sealedAnswers: Bytes;
  readonly identifiedAt: Date;
  readonly referredAt: Date;
}

/** The report, and with it the draft's end and its documents: one statement. */
export async function writeReferral(db: Transaction, row: NewReferral): Promise<void> {
  await db.$executeRaw`
    WITH sent AS (UPDATE draft SET sent_at = ${row.referredAt}, identified_at = coalesce(identified_at, ${row.identifiedAt})
        WHERE id = ${row.id}::uuid),
      files AS (UPDATE document SET referral_id = ${row.id}::uuid WHERE draft_id = ${row.id}::uuid)
    INSERT INTO referral (id, office_id, reporter_id, recorded_by_id, reference, way, danger, verified, sealed_answers,
      identified_at, referred_at)
    VALUES (${row.id}::uuid, ${row.officeId}::uuid, ${row.reporterId}::uuid, ${row.recordedById}::uuid, ${row.reference},
      ${row.way}, ${row.danger}, ${row.verified}, ${row.sealedAnswers}, ${row.identifiedAt}, ${row.referredAt})`;
}

interface Of {
  readonly referralId: string;
  readonly officeId: string;
  readonly danger: boolean;
  readonly identifiedAt: Date;
  readonly excluded: readonly string[];
  readonly byId: string;
  readonly now: Date;
}

/** Children, their keys and names, their cases and who is shut out: one statement however many. */
export async function writeCases(db: Transaction, cases: readonly NewCase[], of: Of): Promise<void> {
  if (cases.length === 0) return;
  const rows = cases.map((one) => ({
    case_id: one.caseId,
    child_id: one.childId,
    number: one.number,
    wrapped: Buffer.from(one.wrapped).toString('base64'),
    identity: Buffer.from(one.sealedIdentity).toString('base64'),
    tokens: one.tokens,
  }));
  await db.$executeRaw`
    WITH new AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS n(case_id uuid, child_id uuid, number text, wrapped text, identity text, tokens jsonb)),
      children AS (INSERT INTO child (id, sealed_identity) SELECT child_id, decode(identity, 'base64') FROM new),
      keys AS (INSERT INTO vault_key (subject_type, subject_id, wrapped)
        SELECT 'child', child_id, decode(wrapped, 'base64') FROM new),
      names AS (INSERT INTO name_token (token, subject_type, subject_id)
        SELECT token, 'child', child_id FROM new, jsonb_array_elements_text(tokens) AS token),
      shut_out AS (INSERT INTO exclusion (case_id, person_id, reason, at, by_id)
        SELECT case_id, person_id, 'suspected', ${of.now}, ${of.byId}::uuid
        FROM new, unnest(${[...of.excluded]}::uuid[]) AS person_id)
    INSERT INTO "case" (id, number, office_id, child_id, referral_id, family_id, danger, identified_at, referred_at)
    SELECT case_id, number, ${of.officeId}::uuid, child_id, ${of.referralId}::uuid, ${of.referralId}::uuid, ${of.danger},
      ${of.identifiedAt}, ${of.now} FROM new`;
}
