import { newId } from './id.ts';
import type { Db } from './store.ts';

/** Keeps what failed for good where an admin sees it: room, id and code; nothing else is known of it here. */
export async function keepDeadLetter(
  db: Db,
  letter: { room: string; ref: string; code: string },
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO dead_letter (id, room, ref, code, at)
    SELECT ${newId()}::uuid, ${letter.room}, ${letter.ref}, ${letter.code}, ${now}
    WHERE NOT EXISTS (SELECT 1 FROM dead_letter WHERE room = ${letter.room} AND ref = ${letter.ref} AND code = ${letter.code} AND seen_at IS NULL)`;
}
