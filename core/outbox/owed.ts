import type { Lane, Params } from '../message.ts';
import type { Db } from '../store.ts';

/** The next message of a chat, and whether it may still be said. */
export interface OwedMessage {
  readonly id: string;
  readonly seq: bigint;
  readonly kind: 'send' | 'edit' | 'delete' | 'desk';
  readonly personId: string;
  readonly template: string;
  readonly params: Params;
  readonly field: string | null;
  readonly lane: Lane;
  readonly attempts: number;
  /** Of the message that is edited or deleted, on the platform. */
  readonly ref: string | null;
  /** Why it is not said any more: a code. */
  readonly moot: 'superseded' | 'excluded' | 'person-deactivated' | 'no-target' | null;
}

/**
 * As many of the messages owed in a chat as are wanted, the oldest first. Looked at right before they are sent: work that was
 * done meanwhile is not nagged about, a limit that moved or a later step of the same obligation takes its place, and nobody
 * hears of a case that was closed to them.
 */
export async function owedIn(db: Db, accountId: string, most: number): Promise<OwedMessage[]> {
  return db.$queryRaw<OwedMessage[]>`
    SELECT m.id, m.seq, m.kind, m.person_id AS "personId", m.template, m.params, m.field, m.lane, m.attempts,
      coalesce(m.target_ref, t.platform_ref) AS ref,
      CASE
        WHEN p.deactivated_at IS NOT NULL THEN 'person-deactivated'
        WHEN m.kind = 'desk' THEN CASE WHEN EXISTS (
          SELECT 1 FROM message later WHERE later.account_id = m.account_id AND later.kind = 'desk' AND later.seq > m.seq
            AND later.sent_at IS NULL AND later.cancelled_at IS NULL AND later.failed_at IS NULL) THEN 'superseded' END
        WHEN m.kind <> 'send' AND coalesce(m.target_ref, t.platform_ref) IS NULL THEN 'no-target'
        WHEN m.kind <> 'send' THEN NULL
        WHEN EXISTS (SELECT 1 FROM exclusion e WHERE e.case_id = m.case_id AND e.person_id = m.person_id) THEN 'excluded'
        WHEN o.outcome IS NOT NULL THEN 'superseded'
        WHEN m.template LIKE 'reminder/%' AND (m.params ->> 'due')::timestamptz <> o.due_at THEN 'superseded'
        WHEN o.id IS NOT NULL AND EXISTS (
          SELECT 1 FROM message later WHERE later.account_id = m.account_id AND later.obligation_id = o.id AND later.seq > m.seq
            AND later.kind = 'send' AND later.sent_at IS NULL AND later.cancelled_at IS NULL AND later.failed_at IS NULL) THEN 'superseded'
      END AS moot
    FROM message m
    JOIN person p ON p.id = m.person_id
    LEFT JOIN obligation o ON o.id = m.obligation_id
    LEFT JOIN message t ON t.id = m.target_id AND t.account_id = m.account_id
    WHERE m.account_id = ${accountId}::uuid AND m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL
    ORDER BY m.seq LIMIT ${most}`;
}

/** How many messages are owed in the chats of each channel. */
export async function owedByChannel(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ channel: string; count: number }[]>`
    SELECT a.channel, count(*)::int AS count FROM message m JOIN channel_account a ON a.id = m.account_id
    WHERE m.sent_at IS NULL AND m.cancelled_at IS NULL AND m.failed_at IS NULL GROUP BY a.channel`;
  return new Map(rows.map(({ channel, count }) => [channel, count]));
}

export async function countOwed(db: Db, accountId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM message
    WHERE account_id = ${accountId}::uuid AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
  return Number(row?.count ?? 0);
}
