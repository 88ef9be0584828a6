import { tell } from '../message.ts';
import { staffRoles } from '../staff.ts';
import type { Db, Store } from '../store.ts';
import { writeMessages } from './write.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const staff = [...staffRoles];

/** People of an office for whom messages wait without a chat, unless it was told today. */
export async function tellOfPeople(store: Store, now: Date): Promise<void> {
  const people = await store.$queryRaw<{ personId: string }[]>`
    SELECT r.person_id AS "personId" FROM role r LEFT JOIN machine_state s ON s.name = 'unreachable:' || r.person_id
    WHERE r.role = ANY(${staff}::text[]) AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND EXISTS (SELECT 1 FROM message m WHERE m.person_id = r.person_id
        AND m.account_id IS NULL AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL)
      AND (s.name IS NULL OR (s.value ->> 'at')::timestamptz <= CASE s.value ->> 'heard'
        WHEN 'nobody' THEN ${ago(now, minute)}::timestamptz ELSE ${ago(now, day)}::timestamptz END)
    GROUP BY r.person_id, s.value ORDER BY (s.value ->> 'at')::timestamptz NULLS FIRST LIMIT 100`;
  for (const { personId } of people) await store.$transaction((db) => tellOffice(db, personId, now));
}

/**
 * Head and stand-in hear it once a day, by role; where neither can be reached, the admins. Only of their own staff: over the
 * head of another institution's people the program never goes by itself. Whoever cannot be reached either is not written to,
 * so it never goes round; where that is everybody it is asked again each minute, and the figures show it.
 */
export async function tellOffice(db: Db, personId: string, now: Date): Promise<void> {
  const told = await whoHears(db, personId, now);
  if (!told) return;
  const mark = { at: now.toISOString(), heard: told.length > 0 ? 'office' : 'nobody' };
  const due = await db.$executeRaw`
    INSERT INTO machine_state (name, value) VALUES (${`unreachable:${personId}`}, ${JSON.stringify(mark)}::jsonb)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE (machine_state.value ->> 'at')::timestamptz <= ${ago(now, day)} OR machine_state.value ->> 'heard' = 'nobody'`;
  if (due === 0) return;
  await writeMessages(
    db,
    told.map(({ to, role, office }) =>
      tell(
        to,
        'person-unreachable',
        { role, office },
        { buttons: [{ act: 'unreachable', does: 'unreachable', label: 'unreachable.show-list' }] },
      ),
    ),
    now,
  );
}

interface Hearing {
  readonly to: string;
  readonly role: string;
  readonly office: string;
  readonly admin: boolean;
}

/** Null: the person works in no office, so nobody hears it. */
async function whoHears(db: Db, personId: string, now: Date): Promise<readonly Hearing[] | null> {
  const rows = await db.$queryRaw<(Omit<Hearing, 'to'> & { to: string | null })[]>`
    SELECT DISTINCT ON (h.person_id) h.person_id AS "to", r.role, r.office_id AS office, h.role = 'admin' AS admin
    FROM role r
    LEFT JOIN (role h JOIN person p ON p.id = h.person_id AND p.deactivated_at IS NULL)
      ON h.office_id = r.office_id AND h.role IN ('head', 'stand-in', 'admin') AND h.person_id <> r.person_id
      AND h.from_at <= ${now} AND (h.until_at IS NULL OR h.until_at > ${now})
      AND EXISTS (SELECT 1 FROM channel_account a WHERE a.person_id = h.person_id AND a.dead_at IS NULL)
    WHERE r.person_id = ${personId}::uuid AND r.role = ANY(${staff}::text[])
      AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
    ORDER BY h.person_id, h.role = 'admin', r.from_at`;
  if (rows.length === 0) return null;
  const reachable = rows.flatMap(({ to, ...row }) => (to ? [{ to, ...row }] : []));
  const first = reachable.filter(({ admin }) => !admin);
  return first.length > 0 ? first : reachable;
}

const ago = (now: Date, ms: number): Date => new Date(now.getTime() - ms);
