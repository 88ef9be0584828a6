import { z } from 'zod';
import { act, type Done, type Room } from '../act.ts';
import { mustBeOpen, openedAnswers } from '../draft/draft.ts';
import { refused } from '../errors.ts';
import { aReferral, happened } from '../fact.ts';
import { officeById, reckoningOf } from '../office.ts';
import { reference, seal } from '../vault.ts';
import { draftToSend, type ToSend } from './draft-to-send.ts';
import { officeFor } from './office-for.ts';
import { openCases } from './open-cases.ts';
import { mustNotBeTooMany } from './rate.ts';
import { isLate, receiptOf } from './receipt.ts';
import { reportOf } from './report.ts';
import { peopleNamed } from './suspects.ts';
import { writeCases, writeReferral } from './write.ts';

/** `accountId`: the chat that gets the receipt; the preferred one when absent. */
const input = z.object({ draftId: z.uuid(), accountId: z.uuid().optional() });
type Input = z.infer<typeof input>;

export interface Sent {
  readonly referralId: string;
  readonly reference: string;
  readonly cases: readonly string[];
  readonly danger: boolean;
  /** Later than the limit, by somebody who is obliged by law: asked why, once, and free not to answer. */
  readonly lateBy: 'mandated' | null;
}

/** Referral of a case (guide, step 1; form E-1): from here on the office's clocks run. */
export const sendReferral = act('referral.send', {
  input,
  async find(room: Room, { draftId, accountId }: Input) {
    const found = await draftToSend(room, draftId, accountId);
    return { found, matter: { officeIds: [], ownerId: found.draft.personId } };
  },
  perform: (room: Room, wanted: Input, found: ToSend) => send(room, wanted, found, room.by.id),
});

/** For somebody who called or came in: the officer writes, the clocks and the rules are the same. */
export const recordReferralFor = act('referral.record-for', {
  input,
  async find(room: Room, { draftId, accountId }: Input) {
    const found = await draftToSend(room, draftId, accountId);
    if (found.draft.personId !== room.by.id) throw refused('draft-not-found');
    return { found, matter: { officeIds: [await officeFor(room.db, room.by, null)] } };
  },
  perform: (room: Room, wanted: Input, found: ToSend) => send(room, wanted, found, null),
});

async function send(
  room: Room,
  { accountId }: Input,
  { draft, key }: ToSend,
  reporterId: string | null,
): Promise<Done<Sent>> {
  const { db, now, by, keyring } = room;
  mustBeOpen(draft);
  const answers = openedAnswers(key, draft);
  const report = reportOf(answers);
  if (!by.verified && !report.danger) await mustNotBeTooMany(db, by.id, now);
  const office = await officeById(db, await officeFor(db, by, report.officeId));
  const reckoning = await reckoningOf(db, office);
  const identifiedAt = report.identifiedAt ?? now;
  if (identifiedAt > now) throw refused('date-in-future');
  const named = report.suspectName ? await peopleNamed(room, report.suspectName, office.id) : [];
  const excluded = named.filter((id) => id !== by.id);
  const { danger, codes } = report;
  const verified = by.verified;
  const reported = {
    referralId: draft.id,
    reporterId,
    office,
    reckoning,
    danger,
    verified,
    identifiedAt,
    codes,
    excluded,
  };
  const opened = await openCases(room, reported, report.children);
  const referral = { id: draft.id, reference: reference(), danger, verified, identifiedAt, referredAt: now };
  const sealedAnswers = seal(key, answersPlace(draft.id), answers);
  const whose = { officeId: office.id, reporterId, recordedById: by.id, way: report.way };
  await writeReferral(db, { ...referral, ...whose, sealedAnswers });
  await writeCases(db, opened.cases, { ...reported, officeId: office.id, byId: by.id, now });
  const subject = aReferral(draft.id);
  const { mandated } = by;
  const begins = draft.identifiedAt
    ? []
    : [happened('child.identified', subject, { happenedAt: identifiedAt, detail: { mandated } })];
  return {
    result: {
      referralId: draft.id,
      reference: referral.reference,
      cases: opened.cases.map(({ number }) => number),
      danger,
      lateBy: mandated && reporterId && isLate(referral, reckoning) ? 'mandated' : null,
    },
    facts: [...begins, happened('referral.sent', subject, { detail: { office: office.id } }), ...opened.facts],
    messages: [
      receiptOf(
        keyring,
        referral,
        { id: office.id, reckoning },
        { personId: by.id, accountId, mandated: mandated && reporterId !== null },
      ),
      ...opened.messages,
    ],
    audited: opened.cases.map(({ caseId }) => `case:${caseId}`),
    detail: { referral: draft.id },
    fresh: [...opened.cases.map(({ caseId }) => caseId), ...(draft.identifiedAt ? [] : [draft.id])],
  };
}

export const answersPlace = (referralId: string) => ({ table: 'referral', column: 'sealed_answers', row: referralId });
