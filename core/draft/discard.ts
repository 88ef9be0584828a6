import { z } from 'zod';
import { act } from '../act.ts';
import { aReferral, happened } from '../fact.ts';
import { openDraft } from './draft.ts';

/** What was written is gone with its key; that there was a draft, and when, remains. */
export const discardDraft = act('draft.discard', {
  input: z.object({ draftId: z.uuid() }),
  async find({ db }, { draftId }) {
    const draft = await openDraft(db, draftId);
    return { found: draft, matter: { officeIds: [], ownerId: draft.personId } };
  },
  async perform({ db, now, by }, { draftId }, draft) {
    await db.draft.update({ where: { id: draftId }, data: { discardedAt: now, sealedAnswers: new Uint8Array() } });
    await db.document.deleteMany({ where: { draftId } });
    if (!draft.caseId) await db.vaultKey.deleteMany({ where: { subjectType: 'referral', subjectId: draftId } });
    return {
      result: null,
      facts: draft.identifiedAt ? [happened('draft.discarded', aReferral(draftId))] : [],
      audited: [`person:${by.id}`],
      detail: { draft: draftId },
    };
  },
});
