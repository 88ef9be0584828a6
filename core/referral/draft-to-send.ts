import type { Room } from '../act.ts';
import type { Draft } from '../draft/draft.ts';
import { refused } from '../errors.ts';
import { type DataKey, unwrap } from '../vault.ts';

export interface ToSend {
  readonly draft: Draft;
  readonly key: DataKey;
}

interface Row {
  readonly person_id: string;
  readonly form: string;
  readonly sealed_answers: Uint8Array;
  readonly identified_at: Date | null;
  readonly touched_at: Date;
  readonly sent_at: Date | null;
  readonly discarded_at: Date | null;
  readonly wrapped: Uint8Array | null;
  readonly account_is_own: boolean;
}

/** The draft, locked, with its key: one statement. A second Send waits here and finds it sent. */
export async function draftToSend(
  { db, keyring }: Room,
  draftId: string,
  accountId: string | undefined,
): Promise<ToSend> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT d.person_id, d.form, d.sealed_answers, d.identified_at, d.touched_at, d.sent_at, d.discarded_at, k.wrapped,
      EXISTS (SELECT FROM channel_account a WHERE a.id = ${accountId ?? null}::uuid AND a.person_id = d.person_id) AS account_is_own
    FROM draft d LEFT JOIN vault_key k ON k.subject_type = 'referral' AND k.subject_id = d.id
    WHERE d.id = ${draftId}::uuid AND d.case_id IS NULL FOR NO KEY UPDATE OF d`;
  if (!row) throw refused('draft-not-found');
  if (row.discarded_at) throw refused('draft-discarded', { at: row.discarded_at.toISOString() });
  if (!row.wrapped || (accountId && !row.account_is_own)) throw refused('not-found');
  const draft: Draft = {
    id: draftId,
    personId: row.person_id,
    form: row.form,
    caseId: null,
    sealedAnswers: row.sealed_answers,
    identifiedAt: row.identified_at,
    touchedAt: row.touched_at,
    sentAt: row.sent_at,
    discardedAt: row.discarded_at,
  };
  return { draft, key: unwrap(keyring, row.wrapped, { type: 'referral', id: draftId }) };
}
