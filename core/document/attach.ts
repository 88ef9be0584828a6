import { createHash } from 'node:crypto';
import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { answersOf, openDraft, sealAnswers, subjectOf } from '../draft/draft.ts';
import { refused } from '../errors.ts';
import { newId } from '../id.ts';
import { isSexualReport } from '../referral/report.ts';
import { seal } from '../vault.ts';
import { keyOf } from '../vault-store.ts';
import { shownCopy } from './copy.ts';
import { kindOf, mostFiles, mustNotBeLarger } from './kind.ts';

const input = z.object({
  draftId: z.uuid(),
  /** As the person's device calls it. Looked at for its ending, stored nowhere. */
  name: z.string(),
  bytes: z.instanceof(Uint8Array),
});

export const originalPlace = (id: string) => ({ table: 'document', column: 'sealed_original', row: id });
export const copyPlace = (id: string) => ({ table: 'document', column: 'sealed_copy', row: id });

/**
 * Adds a file to a draft: the original sealed with its hash, as evidence, and a copy without location data to be shown.
 * Never with sexual violence: such a picture may not be copied, the police secure the device.
 */
export const attachDocument = act('document.attach', {
  input,
  async find({ db }: Room, { draftId }: z.infer<typeof input>) {
    const draft = await openDraft(db, draftId);
    return { found: draft, matter: { officeIds: [], ownerId: draft.personId } };
  },
  async perform({ db, now, by, keyring }, { draftId, name, bytes }, draft) {
    const answers = await answersOf({ db, keyring }, draft);
    if (isSexualReport(answers)) throw refused('file-refused-sexual');
    mustNotBeLarger(bytes.length);
    const already = await db.document.count({ where: { draftId } });
    if (already >= mostFiles) throw refused('too-many-files', { most: mostFiles });
    const mime = await kindOf(bytes, name);
    const copy = await shownCopy(bytes, mime);
    const id = newId();
    const key = await keyOf({ db, keyring }, subjectOf(draft));
    await db.document.create({
      data: {
        id,
        draftId,
        mime,
        size: bytes.length,
        sha256: new Uint8Array(createHash('sha256').update(bytes).digest()),
        sealedOriginal: seal(key, originalPlace(id), bytes),
        sealedCopy: seal(key, copyPlace(id), copy),
        keptAt: now,
        byId: by.id,
      },
    });
    const kept = { ...answers, documents: already + 1 };
    await db.draft.update({
      where: { id: draftId },
      data: { sealedAnswers: await sealAnswers({ db, keyring }, draft, kept), touchedAt: now, warnedAt: null },
    });
    return {
      result: { documentId: id, count: already + 1 },
      audited: [`person:${by.id}`],
      detail: { draft: draftId, document: id, mime },
    };
  },
});
