import type { RoleName } from '../actor.ts';
import { type Reason, type Refused, refused } from '../errors.ts';
import type { Db } from '../store.ts';

/** What a person is called who did something in an office: the role that counts most there. */
const inOrder: readonly RoleName[] = ['head', 'stand-in', 'intake', 'case-manager', 'assistant', 'admin'];
export type DoerWord = 'head' | 'stand-in' | 'intake' | 'case-manager' | 'assistant' | 'admin' | 'colleague';

export async function doerWord(db: Db, personId: string | null, officeId: string): Promise<DoerWord> {
  if (!personId) return 'colleague';
  const held = await db.role.findMany({ where: { personId, officeId }, select: { role: true } });
  const roles = new Set(held.map(({ role }) => role));
  return (inOrder.find((role) => roles.has(role)) as DoerWord | undefined) ?? 'colleague';
}

/** "Already assigned by the head of services at 10:42": when, and by whom in a word of ours. */
export async function alreadyDone(
  db: Db,
  reason: Extract<Reason, 'already-done' | 'already-assigned' | 'question-answered'>,
  { at, byId, officeId }: { at: Date; byId: string | null; officeId: string },
): Promise<Refused> {
  return refused(reason, { at: at.toISOString(), by: await doerWord(db, byId, officeId) });
}

/** The last fact of a kind on a case that nothing has voided. */
export async function lastFact(
  db: Db,
  caseId: string,
  kind: string,
): Promise<{ id: string; at: Date; byId: string | null } | null> {
  const [row] = await db.$queryRaw<{ id: string; recorded_at: Date; by_id: string | null }[]>`
    SELECT f.id, f.recorded_at, f.by_id FROM fact f WHERE f.case_id = ${caseId}::uuid AND f.kind = ${kind} AND f.voids_id IS NULL
      AND NOT EXISTS (SELECT FROM fact v WHERE v.case_id = f.case_id AND v.voids_id = f.id) ORDER BY f.seq DESC LIMIT 1`;
  return row ? { id: row.id, at: row.recorded_at, byId: row.by_id } : null;
}
