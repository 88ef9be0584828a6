import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { realClock } from '../clock.ts';
import { copyPlace } from '../document/attach.ts';
import type { Answers } from '../draft/draft.ts';
import { makeLink } from '../link.ts';
import { answerPlace, questionPlace } from '../question.ts';
import { openBytes, openJson } from '../vault.ts';
import { keyOf } from '../vault-store.ts';
import { lateReasonPlace } from './late-reason.ts';
import { type FoundReport, findReport, mayRead, mustBeReadable, readingOf } from './may-read.ts';
import type { Way } from './report.ts';
import { type ReportAnswer, reportAnswers } from './report-fields.ts';
import { answersPlace } from './send.ts';

const input = z.object({ caseId: z.uuid() });
type Input = z.infer<typeof input>;

export interface ReadReport {
  readonly number: string;
  /** Which of the reported children this case is of, from 1. */
  readonly child: number;
  readonly children: number;
  readonly way: Way;
  readonly sentAt: Date;
  /** When its reporter added to it. */
  readonly addedAt: readonly Date[];
  readonly answers: readonly ReportAnswer[];
  readonly lateReason: string | null;
  readonly questions: readonly ReadQuestion[];
  readonly documents: readonly ReadDocument[];
  /** May see who reported, in a step of its own. */
  readonly mayReveal: boolean;
}

export interface ReadQuestion {
  readonly question: string;
  readonly askedAt: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
}

/** `size` in bytes, of the original. `shown`: there is a copy that can be looked at. */
export interface ReadDocument {
  readonly id: string;
  readonly mime: string;
  readonly size: number;
  readonly shown: boolean;
}

/** The whole report for those who work on it, without who reported. Stands on a page, never in a chat. */
export const readReport = act('referral.read', {
  input,
  find: findReport<Input>,
  async perform(room: Room, _wanted: Input, found: FoundReport) {
    mustBeReadable(room.by, 'referral.read', found);
    const { one, caseIds } = found;
    const result: ReadReport = {
      number: one.number,
      child: caseIds.indexOf(one.id) + 1,
      children: caseIds.length,
      way: one.referral.way as Way,
      sentAt: one.referral.referredAt,
      addedAt: await addedAt(room, one.referralId),
      ...(await contentOf(room, found)),
      documents: await documentsOf(room, one.referralId),
      mayReveal: mayRead(room.by, one, 'referral.reveal-reporter'),
    };
    return { result, audited: readingOf(found), detail: { referral: one.referralId, saw: 'report' } };
  },
});

/** A personal link to the page of `readReport`, for a chat. Returns the link's id. */
export const linkToReport = act('referral.read', {
  input,
  find: findReport<Input>,
  async perform({ db, keyring, by }: Room, { caseId }: Input, found: FoundReport) {
    mustBeReadable(by, 'referral.read', found);
    // Links live by the real clock, also where the clock of the cases is moved.
    const link = await makeLink(db, keyring, { personId: by.id, purpose: { does: 'report', caseId } }, realClock.now());
    return { result: { number: found.one.number, link }, audited: [`case:${caseId}`], detail: { link: true } };
  },
});

async function contentOf(room: Room, { one: { referral } }: FoundReport) {
  const key = await keyOf(room, { type: 'referral', id: referral.id });
  const questions = await room.db.question.findMany({
    where: { referralId: referral.id },
    orderBy: { askedAt: 'asc' },
  });
  return {
    answers: reportAnswers(openJson<Answers>(key, answersPlace(referral.id), referral.sealedAnswers)),
    lateReason: referral.sealedLateReason
      ? openJson<string>(key, lateReasonPlace(referral.id), referral.sealedLateReason)
      : null,
    questions: questions.map(({ id, sealedQuestion, sealedAnswer, askedAt, answeredAt }) => ({
      question: openJson<string>(key, questionPlace(id), sealedQuestion),
      askedAt,
      answer: sealedAnswer ? openJson<string>(key, answerPlace(id), sealedAnswer) : null,
      answeredAt,
    })),
  };
}

async function addedAt({ db }: Room, referralId: string): Promise<Date[]> {
  const facts = await db.fact.findMany({
    where: { subjectType: 'referral', subjectId: referralId, kind: 'referral.supplemented' },
    orderBy: { seq: 'asc' },
  });
  return facts.map(({ recordedAt }) => recordedAt);
}

async function documentsOf(room: Room, referralId: string): Promise<ReadDocument[]> {
  const rows = await room.db.document.findMany({
    where: { referralId },
    select: { id: true, mime: true, size: true },
    orderBy: [{ keptAt: 'asc' }, { id: 'asc' }],
  });
  const documents: ReadDocument[] = [];
  for (const row of rows) {
    // Only of this kind a copy may be lacking; of the others it need not be opened to know.
    const shown = row.mime !== 'image/heic' || (await copyOf(room, row.id)).length > 0;
    documents.push({ ...row, shown });
  }
  return documents;
}

/** The copy that may be shown; empty where none could be drawn. Sealed under the key of the draft it came with. */
export async function copyOf(room: Room, documentId: string): Promise<Uint8Array> {
  const row = await room.db.document.findUniqueOrThrow({
    where: { id: documentId },
    select: { draftId: true, sealedCopy: true },
  });
  const key = await keyOf(room, { type: 'referral', id: row.draftId });
  return openBytes(key, copyPlace(documentId), row.sealedCopy);
}
