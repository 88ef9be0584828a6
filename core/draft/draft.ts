import { z } from 'zod';
import { refused } from '../errors.ts';
import type { Db } from '../store.ts';
import { type DataKey, openJson, seal } from '../vault.ts';
import { keyOf, type VaultRoom, type VaultSubject } from '../vault-store.ts';
import { longestText } from './plain-text.ts';

/** An answer of a form. An option is its code; `null` is "I do not know" or skipped. */
export const answer = z.union([
  z.string().max(longestText),
  z.number(),
  z.boolean(),
  z.array(z.string().max(60)).max(40).readonly(),
  z.null(),
]);
export type Answer = z.infer<typeof answer>;
export type Answers = Readonly<Record<string, Answer>>;

export const fieldName = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,59}$/);

export interface Draft {
  readonly id: string;
  readonly personId: string;
  readonly form: string;
  readonly caseId: string | null;
  readonly sealedAnswers: Uint8Array;
  readonly identifiedAt: Date | null;
  readonly touchedAt: Date;
  readonly sentAt: Date | null;
  readonly discardedAt: Date | null;
}

/** Under whose data key the answers lie: the case's, or that of the report that the draft will become. */
export const subjectOf = (draft: { id: string; caseId: string | null }): VaultSubject =>
  draft.caseId ? { type: 'case', id: draft.caseId } : { type: 'referral', id: draft.id };

const place = (id: string) => ({ table: 'draft', column: 'sealed_answers', row: id });

export const openedAnswers = (key: DataKey, draft: Draft): Answers =>
  openJson<Answers>(key, place(draft.id), draft.sealedAnswers);

export const answersOf = async (room: VaultRoom, draft: Draft): Promise<Answers> =>
  openedAnswers(await keyOf(room, subjectOf(draft)), draft);

export async function sealAnswers(room: VaultRoom, draft: { id: string; caseId: string | null }, answers: Answers) {
  return seal(await keyOf(room, subjectOf(draft)), place(draft.id), answers);
}

export const sealedPlace = place;

/** The draft, locked until the transaction ends. Refuses one that was sent or discarded. */
export async function openDraft(db: Db, id: string): Promise<Draft> {
  await db.$queryRaw`SELECT 1 FROM draft WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const draft = await db.draft.findUnique({ where: { id } });
  if (!draft) throw refused('draft-not-found');
  mustBeOpen(draft);
  return draft;
}

export function mustBeOpen(draft: { sentAt: Date | null; discardedAt: Date | null }): void {
  if (draft.sentAt) throw refused('draft-sent', { at: draft.sentAt.toISOString() });
  if (draft.discardedAt) throw refused('draft-discarded', { at: draft.discardedAt.toISOString() });
}

/** What a person has begun and neither sent nor discarded, the one touched last first. */
export const openDraftsOf = (
  db: Db,
  personId: string,
  forms: readonly string[],
  caseId: string | null = null,
): Promise<Draft[]> =>
  db.draft.findMany({
    where: { personId, form: { in: [...forms] }, caseId, sentAt: null, discardedAt: null },
    orderBy: { touchedAt: 'desc' },
  });
