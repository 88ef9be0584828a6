import { z } from 'zod';
import { act } from '../act.ts';
import { newId } from '../id.ts';
import { seal } from '../vault.ts';
import { keyFor } from '../vault-store.ts';
import { answer, fieldName, sealedPlace, subjectOf } from './draft.ts';

const input = z.object({
  form: z.string().regex(/^[a-z0-9-]{1,40}$/),
  caseId: z.uuid().nullable().default(null),
  /** Answers that are known before anything is asked. */
  given: z.record(fieldName, answer).default({}),
});

/** Begins to fill in a form. The draft's id becomes the id of what it is sent as. */
export const beginDraft = act('draft.begin', {
  input,
  find: async () => ({ found: null, matter: { officeIds: [] } }),
  async perform({ db, now, by, keyring }, { form, caseId, given }) {
    const draft = { id: newId(), caseId };
    const key = await keyFor({ db, keyring }, subjectOf(draft));
    const sealedAnswers = seal(key, sealedPlace(draft.id), given);
    await db.draft.create({ data: { ...draft, personId: by.id, form, sealedAnswers, startedAt: now, touchedAt: now } });
    return { result: { draftId: draft.id }, audited: [`person:${by.id}`], detail: { draft: draft.id, form } };
  },
});
