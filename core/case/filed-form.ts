import { z } from 'zod';
import type { Room } from '../act.ts';
import { refused } from '../errors.ts';
import { openJson, seal } from '../vault.ts';
import { keyFor, keyOf, type VaultRoom } from '../vault-store.ts';
import { type FoundCase, mustBeOpen } from './find-case.ts';
import { alreadyDone } from './who-did.ts';

export const caseForms = ['e-2', 'e-3-initial', 'e-3-comprehensive', 'e-6-home-visit', 'immediate-action'] as const;
export type CaseForm = (typeof caseForms)[number];

/** What every filed form brings: its id (of the draft, so that the same one is filed once), the case, when it happened. */
export const filing = {
  id: z.uuid(),
  caseId: z.uuid(),
  happenedAt: z.coerce.date(),
};

/** Words of the person who files it. They are sealed, and stand in no fact. */
export const words = (most = 4000) => z.string().trim().max(most);

const place = (id: string) => ({ table: 'filed_form', column: 'sealed', row: id });

/**
 * Files a form under the case's key. What came late is filed as it happened, never refused;
 * what lies in the future, or before there was a report, is.
 */
export async function fileForm(
  room: Room,
  found: FoundCase,
  form: CaseForm,
  { id, happenedAt, content }: { id: string; happenedAt: Date; content: unknown },
): Promise<void> {
  const { db, now, by } = room;
  const before = await db.filedForm.findUnique({ where: { id } });
  if (before) {
    throw await alreadyDone(db, 'already-done', { at: before.recordedAt, byId: before.byId, officeId: found.officeId });
  }
  mustBeOpen(found);
  if (happenedAt.getTime() > now.getTime()) throw refused('date-in-future');
  if (happenedAt.getTime() < found.referredAt.getTime()) {
    throw refused('date-too-old', { unit: 'report', most: 0 });
  }
  const key = await keyFor(room, { type: 'case', id: found.id });
  await db.filedForm.create({
    data: {
      id,
      caseId: found.id,
      form,
      happenedAt,
      recordedAt: now,
      byId: by.id,
      sealed: seal(key, place(id), content),
    },
  });
}

/** Opens the vault: whoever calls does so inside an act that is audited. */
export async function openFiled<Content>(room: VaultRoom, id: string): Promise<Content> {
  const row = await room.db.filedForm.findUniqueOrThrow({ where: { id } });
  return openJson<Content>(await keyOf(room, { type: 'case', id: row.caseId }), place(id), row.sealed);
}
