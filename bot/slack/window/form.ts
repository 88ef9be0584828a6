import { filings } from '../../dialogs/all.ts';
import type { Walk } from '../../dialogs/form-walk/filing.ts';
import { formWindow } from '../../dialogs/form-walk/window.ts';
import type { Turn } from '../../dialogs/turn.ts';

/** Every form that can be filled in, in windows. */
export const form = formWindow(filings);

/** The draft as it stands. Null when it was sent: the window itself shows that, and the chat has the receipt, or gets it now. */
export async function openIn(turn: Turn, draftId: string): Promise<Walk | null> {
  const { db, by, account } = turn;
  const draft = await db.draft.findUnique({ where: { id: draftId }, select: { sentAt: true } });
  // A filed form of a case is gone as a draft: it has the draft's id.
  if (!draft && (await db.filedForm.count({ where: { id: draftId, byId: by.id } })) > 0) return null;
  if (!draft?.sentAt) return form.open(turn, draftId);
  const intent = { equals: { does: 'withdraw', referral: draftId } };
  const receipts = await db.button.count({ where: { personId: by.id, intent, message: { accountId: account.id } } });
  return receipts > 0 ? null : form.open(turn, draftId);
}
