import { tell } from '../message.ts';
import type { Db, Store } from '../store.ts';
import { writeMessages } from './write.ts';

const day = 24 * 3_600_000;

/**
 * A chat that the platform closed for good. What is owed there goes to the person's next one; the answer is its id.
 * Without another it waits, and the office hears of it.
 */
export async function closeChat(
  store: Store,
  { accountId, personId, code }: { accountId: string; personId: string; code: string },
  now: Date,
): Promise<string | null> {
  return store.$transaction(async (db) => {
    await db.$executeRaw`
      UPDATE channel_account SET dead_at = ${now}, dead_reason = ${code} WHERE id = ${accountId}::uuid AND dead_at IS NULL`;
    const next = await liveAccount(db, personId);
    // What changes or deletes a message of the closed chat means nothing in another one.
    await db.$executeRaw`
      UPDATE message SET account_id = CASE WHEN kind = 'send' THEN ${next}::uuid ELSE account_id END,
        cancelled_at = CASE WHEN kind = 'send' THEN NULL ELSE ${now}::timestamptz END,
        reason = CASE WHEN kind = 'send' THEN NULL ELSE 'chat-dead' END, attempts = 0
      WHERE account_id = ${accountId}::uuid AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
    if (!next) await tellOffice(db, personId, now);
    return next;
  });
}

async function liveAccount(db: Db, personId: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM channel_account WHERE person_id = ${personId}::uuid AND dead_at IS NULL
    ORDER BY preferred DESC, linked_at DESC LIMIT 1`;
  return row?.id ?? null;
}

/** Hands what waits without a chat to one as soon as there is one, and tells the office of whom it cannot reach. */
export async function reachAgain(store: Store, now: Date): Promise<void> {
  await store.$executeRaw`
    UPDATE message m SET account_id = a.id FROM (
      SELECT DISTINCT ON (person_id) person_id, id FROM channel_account WHERE dead_at IS NULL
        AND person_id IN (SELECT person_id FROM message
          WHERE account_id IS NULL AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL)
      ORDER BY person_id, preferred DESC, linked_at DESC) a
    WHERE m.account_id IS NULL AND m.person_id = a.person_id
      AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL`;
  const people = await store.$queryRaw<{ personId: string }[]>`
    SELECT DISTINCT m.person_id AS "personId" FROM message m
    WHERE m.account_id IS NULL AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.name = 'unreachable:' || m.person_id
        AND (s.value ->> 'at')::timestamptz > ${new Date(now.getTime() - day)})
    LIMIT 100`;
  for (const { personId } of people) await store.$transaction((db) => tellOffice(db, personId, now));
}

/** Who waits for messages and has no chat; the list of the admins. */
export async function unreachablePeople(db: Db): Promise<{ personId: string; owed: number; since: Date }[]> {
  return db.$queryRaw`
    SELECT person_id AS "personId", count(*)::int AS owed, min(created_at) AS since FROM message
    WHERE account_id IS NULL AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL
    GROUP BY person_id ORDER BY min(created_at)`;
}

/**
 * Head and stand-in hear it once a day, by role. Only of their own staff: over the head of another institution's people
 * the program never goes by itself. Whoever of the two cannot be reached either is not written to, so it never goes round.
 */
async function tellOffice(db: Db, personId: string, now: Date): Promise<void> {
  const due = await db.$executeRaw`
    INSERT INTO machine_state (name, value) VALUES (${`unreachable:${personId}`}, jsonb_build_object('at', ${now.toISOString()}::text))
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE (machine_state.value ->> 'at')::timestamptz <= ${new Date(now.getTime() - day)}`;
  if (due === 0) return;
  const told = await db.$queryRaw<{ to: string; role: string; office: string }[]>`
    SELECT DISTINCT ON (h.person_id) h.person_id AS "to", r.role, r.office_id AS office
    FROM role r
    JOIN role h ON h.office_id = r.office_id AND h.role IN ('head', 'stand-in') AND h.person_id <> r.person_id
      AND h.from_at <= ${now} AND (h.until_at IS NULL OR h.until_at > ${now})
    JOIN person p ON p.id = h.person_id AND p.deactivated_at IS NULL
    WHERE r.person_id = ${personId}::uuid AND r.role IN ('intake', 'head', 'stand-in', 'case-manager', 'assistant', 'admin')
      AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND EXISTS (SELECT 1 FROM channel_account a WHERE a.person_id = h.person_id AND a.dead_at IS NULL)
    ORDER BY h.person_id, r.from_at`;
  await writeMessages(
    db,
    told.map(({ to, role, office }) => tell(to, 'person-unreachable', { role, office })),
    now,
  );
}
