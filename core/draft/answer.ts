import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { aReferral, type Happening, happened } from '../fact.ts';
import type { Transaction } from '../store.ts';
import { type Answers, answer, answersOf, fieldName, openDraft, sealAnswers } from './draft.ts';

const input = z.object({
  draftId: z.uuid(),
  /** Field by field; an absent field keeps its answer. */
  answers: z.record(fieldName, answer),
  /** Fields that are open again. */
  forget: z.array(fieldName).default([]),
});

/**
 * Keeps answers of a draft, sealed. The answer to "when was the child identified" starts the reporter's clock
 * (guide, step 1: within 24 hours of identification); another answer voids the first one.
 */
export const answerDraft = act('draft.answer', {
  input,
  async find({ db }, { draftId }) {
    const draft = await openDraft(db, draftId);
    return { found: draft, matter: { officeIds: [], ownerId: draft.personId } };
  },
  async perform({ db, now, by, keyring }, { draftId, answers, forget }, draft) {
    const before = await answersOf({ db, keyring }, draft);
    const kept: Record<string, Answers[string]> = { ...before, ...answers };
    for (const field of forget) delete kept[field];
    const identifiedAt = identified(answers, now);
    await db.draft.update({
      where: { id: draftId },
      data: {
        sealedAnswers: await sealAnswers({ db, keyring }, draft, kept),
        touchedAt: now,
        // Left alone again, it is announced again before it is deleted.
        warnedAt: null,
        ...(identifiedAt ? { identifiedAt } : {}),
      },
    });
    const changed = identifiedAt && identifiedAt.getTime() !== draft.identifiedAt?.getTime();
    return {
      result: { answers: kept as Answers },
      facts:
        changed && !draft.caseId
          ? await identification(db, draftId, identifiedAt, by.mandated, draft.identifiedAt)
          : [],
      audited: [`person:${by.id}`],
      detail: { draft: draftId },
    };
  },
});

function identified(answers: Answers, now: Date): Date | null {
  const given = answers['identifiedAt'];
  if (given === undefined || given === null) return null;
  const at = z.iso.datetime().safeParse(given);
  if (!at.success) throw refused('date-unreadable');
  const instant = new Date(at.data);
  if (instant > now) throw refused('date-in-future');
  return instant;
}

/** What was said first is voided by what is said now. */
async function identification(
  db: Transaction,
  draftId: string,
  happenedAt: Date,
  mandated: boolean,
  before: Date | null,
): Promise<Happening[]> {
  const wanted = { subjectType: 'referral', subjectId: draftId, kind: 'child.identified' };
  const last = before ? await db.fact.findFirst({ where: wanted, orderBy: { seq: 'desc' } }) : null;
  const voids = last ? { voidsId: last.id } : {};
  return [happened('child.identified', aReferral(draftId), { happenedAt, detail: { mandated }, ...voids })];
}
