import { tell } from '../message.ts';
import { staffOf, staffRoles } from '../staff.ts';
import type { Db, Store } from '../store.ts';
import { writeMessages } from './write.ts';

const staff = [...staffRoles];

/**
 * A reporter without a chat concerns the office only where it waits for an answer, or where the reporter never got the
 * receipt: intake and head hear it once, by the number of the case.
 */
export async function tellOfReporters(store: Store, now: Date): Promise<void> {
  const about = await store.$queryRaw<{ id: string; why: string; referralId: string }[]>`
    SELECT w.id, w.why, w.referral_id AS "referralId" FROM (
      SELECT q.id, 'question' AS why, q.referral_id FROM question q WHERE q.answered_at IS NULL
      UNION ALL
      SELECT f.id, 'receipt', f.id FROM message m
      JOIN referral f ON f.reference = m.params ->> 'reference' AND f.reporter_id = m.person_id
      WHERE m.template = 'referral-receipt' AND m.account_id IS NULL
        AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL) w
    JOIN referral f ON f.id = w.referral_id
    WHERE f.reporter_id IS NOT NULL AND f.withdrawn_at IS NULL AND f.declined_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM channel_account a WHERE a.person_id = f.reporter_id AND a.dead_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM role r WHERE r.person_id = f.reporter_id AND r.role = ANY(${staff}::text[])
        AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}))
      AND EXISTS (SELECT 1 FROM "case" c WHERE c.referral_id = f.id AND c.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.name = 'reporter-unreachable:' || w.id)
    LIMIT 100`;
  for (const one of about) await store.$transaction((db) => tellOfReporter(db, one, now));
}

async function tellOfReporter(
  db: Db,
  { id, why, referralId }: { id: string; why: string; referralId: string },
  now: Date,
): Promise<void> {
  const mark = JSON.stringify({ at: now.toISOString() });
  const fresh = await db.$executeRaw`
    INSERT INTO machine_state (name, value) VALUES (${`reporter-unreachable:${id}`}, ${mark}::jsonb) ON CONFLICT DO NOTHING`;
  const found = await db.case.findFirst({ where: { referralId, closedAt: null }, orderBy: { number: 'asc' } });
  if (fresh === 0 || !found) return;
  const open = { act: 'open-case', does: 'open-case', having: { case: found.id } };
  await writeMessages(
    db,
    (await receiving(db, found, now)).map((to) =>
      tell(to, 'reporter-unreachable', { case: found.number, why }, { caseId: found.id, buttons: [open] }),
    ),
    now,
  );
}

/** Intake and head; where neither can be reached the stand-in and the admins. Nobody who is excluded from the case. */
async function receiving(db: Db, found: { id: string; officeId: string }, now: Date): Promise<readonly string[]> {
  const first = await staffOf(db, found.officeId, ['intake', 'head'], now, found.id);
  const reached = await reachable(db, first);
  if (reached.length > 0) return reached;
  const instead = await reachable(db, await staffOf(db, found.officeId, ['stand-in', 'admin'], now, found.id));
  return instead.length > 0 ? instead : first;
}

async function reachable(db: Db, people: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT person_id AS id FROM channel_account WHERE person_id = ANY(${[...people]}::uuid[]) AND dead_at IS NULL
    ORDER BY person_id`;
  return rows.map((row) => row.id);
}
