import type { Db } from '../store.ts';
import { type Keyring, matchScore, nameQuery, openJson } from '../vault.ts';
import { keyOf } from '../vault-store.ts';
import type { ReportedChild } from './report.ts';

/** An open case of a child that is, as far as names and birth date say, the one that is reported now. */
export interface KnownCase {
  readonly caseId: string;
  readonly number: string;
  readonly managerId: string;
}

interface Candidate {
  readonly id: string;
  readonly number: string;
  readonly manager_id: string;
  readonly child_id: string;
  readonly sealed_identity: Uint8Array;
  readonly reporter_id: string | null;
  readonly tokens: string[];
}

export const identityPlace = (childId: string) => ({ table: 'child', column: 'sealed_identity', row: childId });

/**
 * The whole name, and the same birth date or the same reporter. Its manager is told; nothing is merged by this.
 * An excluded manager is not among them.
 */
export async function casesOfKnownChild(
  room: { db: Db; keyring: Keyring },
  child: ReportedChild,
  officeId: string,
  reporterId: string | null,
): Promise<KnownCase[]> {
  const query = child.name ? nameQuery(room.keyring, child.name) : [];
  if (query.length < 2) return [];
  const rows = await room.db.$queryRaw<Candidate[]>`
    SELECT c.id, c.number, c.manager_id, c.child_id, h.sealed_identity, r.reporter_id,
      (SELECT array_agg(token) FROM name_token WHERE subject_type = 'child' AND subject_id = c.child_id) AS tokens
    FROM "case" c JOIN child h ON h.id = c.child_id JOIN referral r ON r.id = c.referral_id
    WHERE c.office_id = ${officeId}::uuid AND c.closed_at IS NULL AND c.manager_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM exclusion e WHERE e.case_id = c.id AND e.person_id = c.manager_id)
      AND c.child_id IN (SELECT subject_id FROM name_token WHERE subject_type = 'child' AND token = ANY(${query.flat()}::text[]))`;
  const found: KnownCase[] = [];
  for (const row of rows.filter((one) => matchScore(query, one.tokens) === 1)) {
    const sameReporter = reporterId !== null && row.reporter_id === reporterId;
    if (sameReporter || (child.birth !== null && (await birthOf(room, row)) === child.birth)) {
      found.push({ caseId: row.id, number: row.number, managerId: row.manager_id });
    }
  }
  return found;
}

async function birthOf(room: { db: Db; keyring: Keyring }, row: Candidate): Promise<string | null> {
  const key = await keyOf(room, { type: 'child', id: row.child_id });
  return openJson<ReportedChild>(key, identityPlace(row.child_id), row.sealed_identity).birth;
}
