import { Prisma } from '../../prisma/client/generated/client.ts';
import { firstChoice } from '../account/last-channel.ts';
import { newId } from '../id.ts';
import { checkParams, type MessageWanted } from '../message.ts';
import type { Db } from '../store.ts';
import { templateOf } from '../templates.ts';
import { shortId } from '../vault.ts';

/** A message row as the door wrote it. */
export interface Written {
  readonly id: string;
  readonly personId: string;
  readonly accountId: string | null;
}

/**
 * Writes what is owed to the outbox, and the desks that it changes: a few statements however many messages. A person without
 * a live channel gets a row without an account, which `reachAgain` (outbox/unreachable.ts) finds. Faults on an unknown
 * template or a parameter that its template does not know.
 */
export async function writeMessages(db: Db, wanted: readonly MessageWanted[], now: Date): Promise<Written[]> {
  if (wanted.length === 0) return [];
  const accounts = await preferredAccounts(db, wanted);
  const rows = wanted.map((message) => {
    const template = templateOf(message.template);
    const params = message.params ?? {};
    checkParams(message.template, template, params);
    return {
      id: newId(),
      person_id: message.to,
      account_id: message.accountId ?? accounts.get(message.to) ?? null,
      kind: message.kind ?? 'send',
      target_id: message.targetId ?? null,
      target_ref: message.targetRef ?? null,
      lane: message.lane ?? template.lane,
      template: message.template,
      params,
      field: message.field ?? null,
      obligation_id: message.obligationId ?? null,
      case_id: message.caseId ?? null,
      created_at: now,
    };
  });
  const desks = await db.$queryRaw<Written[]>`
    WITH said AS (
      INSERT INTO message (id, person_id, account_id, kind, target_id, target_ref, lane, template, params, field, obligation_id, case_id, created_at)
      SELECT id, person_id, account_id, kind, target_id, target_ref, lane, template, params, field, obligation_id, case_id, created_at
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m(id uuid, person_id uuid, account_id uuid, kind text, target_id uuid,
        target_ref text, lane text, template text, params jsonb, field text, obligation_id uuid, case_id uuid, created_at timestamptz)
      RETURNING person_id)
    ${redrawn(Prisma.sql`a.person_id IN (SELECT person_id FROM said)`, now)}`;
  await writeButtons(
    db,
    wanted.map((message, index) => ({ message, id: rows[index]?.id ?? '' })),
  );
  return [...rows.map((row) => ({ id: row.id, personId: row.person_id, accountId: row.account_id })), ...desks];
}

/** What a person's open desk shows may have changed: it is owed anew. Several in a row are drawn once (outbox/owed.ts). */
export const redrawDesk = (db: Db, personId: string, now: Date): Promise<Written[]> =>
  db.$queryRaw<Written[]>`${redrawn(Prisma.sql`a.person_id = ${personId}::uuid`, now)}`;

const redrawn = (whose: Prisma.Sql, now: Date): Prisma.Sql => Prisma.sql`
  INSERT INTO message (id, person_id, account_id, kind, lane, template, created_at)
  SELECT gen_random_uuid(), a.person_id, a.id, 'desk', 'answer', 'desk', ${now}
  FROM channel_account a WHERE ${whose} AND a.desk_opened_at IS NOT NULL AND a.dead_at IS NULL
  RETURNING id, person_id AS "personId", account_id AS "accountId"`;

async function writeButtons(db: Db, written: readonly { message: MessageWanted; id: string }[]): Promise<void> {
  const rows = written.flatMap(({ message, id }) =>
    (message.buttons ?? []).map((button, position) => ({
      id: shortId(),
      message_id: id,
      person_id: message.to,
      position,
      act: button.act,
      intent: { does: button.does, ...button.having },
      label: button.label ?? `button.${button.does}`,
      params: button.params ?? {},
    })),
  );
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO button (id, message_id, person_id, position, act, intent, label, params)
    SELECT id, message_id, person_id, position, act, intent, label, params
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS b(id text, message_id uuid, person_id uuid, position int, act text,
      intent jsonb, label text, params jsonb)`;
}

/** The live account of each person that wants one. */
async function preferredAccounts(db: Db, wanted: readonly MessageWanted[]): Promise<Map<string, string>> {
  const people = [...new Set(wanted.filter((message) => !message.accountId).map((message) => message.to))];
  if (people.length === 0) return new Map();
  const rows = await db.$queryRaw<{ person_id: string; id: string }[]>`
    SELECT DISTINCT ON (person_id) person_id, id FROM channel_account
    WHERE person_id = ANY(${people}::uuid[]) AND dead_at IS NULL ORDER BY person_id, ${firstChoice}`;
  return new Map(rows.map((row) => [row.person_id, row.id]));
}
