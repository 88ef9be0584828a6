import type { Db } from '../store.ts';

/** Somebody for whom messages wait without a chat. */
export interface Waiting {
  readonly personId: string;
  readonly owed: number;
  /** When the oldest of them was written. */
  readonly since: Date;
  /** Who was told of it. Null: nobody has to be, or not yet. */
  readonly heard: 'office' | 'nobody' | null;
}

export async function unreachablePeople(db: Db): Promise<Waiting[]> {
  return db.$queryRaw<Waiting[]>`
    SELECT m.person_id AS "personId", count(*)::int AS owed, min(m.created_at) AS since, s.value ->> 'heard' AS heard
    FROM message m LEFT JOIN machine_state s ON s.name = 'unreachable:' || m.person_id
    WHERE m.account_id IS NULL AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL
    GROUP BY m.person_id, s.value ORDER BY min(m.created_at)`;
}

/** Somebody of an office who has no chat, or none any more. */
export interface Unreachable {
  readonly personId: string;
  readonly role: string;
  readonly officeId: string;
  /** Since the last chat was closed; without any, since the first message waits. */
  readonly since: Date;
  /** Messages that wait. */
  readonly owed: number;
  /** Chats of the person and the code of why each is closed; none: no invitation was ever used. */
  readonly channels: readonly { readonly channel: string; readonly deadReason: string | null }[];
}

/**
 * People of these offices who cannot be reached, the last first. Reporters are not listed: who reported is protected.
 * Somebody who was invited and has neither used it nor is owed anything is not missed yet.
 * @param after the last one seen
 */
export async function unreachableIn(
  db: Db,
  officeIds: readonly string[],
  { now, most, after }: { now: Date; most: number; after: { since: Date; personId: string } | null },
): Promise<Unreachable[]> {
  return db.$queryRaw<Unreachable[]>`
    SELECT u.* FROM (
      SELECT p.id AS "personId", r.role, r.office_id AS "officeId", coalesce(c.since, w.since) AS since,
        coalesce(w.owed, 0) AS owed, coalesce(c.channels, '[]') AS channels
      FROM person p
      JOIN LATERAL (SELECT role, office_id FROM role WHERE person_id = p.id AND office_id = ANY(${[...officeIds]}::uuid[])
        AND role <> 'reporter' AND from_at <= ${now} AND (until_at IS NULL OR until_at > ${now})
        ORDER BY from_at, id LIMIT 1) r ON true
      LEFT JOIN LATERAL (SELECT max(dead_at) AS since,
        jsonb_agg(jsonb_build_object('channel', channel, 'deadReason', dead_reason) ORDER BY dead_at DESC, id) AS channels
        FROM channel_account WHERE person_id = p.id AND dead_at IS NOT NULL
          AND coalesce(dead_reason, '') NOT IN ('unconfirmed', 'replaced', 'removed')) c ON true
      LEFT JOIN LATERAL (SELECT count(*)::int AS owed, min(created_at) AS since FROM message WHERE person_id = p.id
        AND account_id IS NULL AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL) w ON true
      WHERE p.deactivated_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM channel_account a WHERE a.person_id = p.id AND a.dead_at IS NULL)) u
    WHERE u.since IS NOT NULL
      AND (${after?.since ?? null}::timestamptz IS NULL
        OR (u.since, u."personId") < (${after?.since ?? null}::timestamptz, ${after?.personId ?? null}::uuid))
    ORDER BY u.since DESC, u."personId" DESC LIMIT ${most}`;
}
