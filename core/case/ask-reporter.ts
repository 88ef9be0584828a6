import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { longestText, plainText } from '../draft/plain-text.ts';
import { refused } from '../errors.ts';
import { aReferral, happened } from '../fact.ts';
import { newId } from '../id.ts';
import { tell } from '../message.ts';
import { answerPlace, questionPlace } from '../question.ts';
import { openJson, seal } from '../vault.ts';
import { keyOf } from '../vault-store.ts';
import { findCase, mustBeOpen } from './find-case.ts';
import { notExcluded } from './who-to-tell.ts';

const text = z.string().transform(plainText).pipe(z.string().min(1).max(longestText));
const asked = z.object({ caseId: z.uuid(), question: text });

/** The office asks the person who reported. The question is sealed and read behind a link; the reporter hears that there is one. */
export const askReporter = act('referral.ask-reporter', {
  input: asked,
  find: (room, { caseId }: z.infer<typeof asked>) => findCase(room, caseId),
  async perform(room, { question }, found) {
    mustBeOpen(found);
    const { db, now, by } = room;
    const { referral } = found;
    const [reporter] = await notExcluded(db, [referral.reporterId], found.id);
    if (!reporter) throw refused('person-not-found');
    const id = newId();
    const key = await keyOf(room, { type: 'referral', id: referral.id });
    await db.question.create({
      data: {
        id,
        referralId: referral.id,
        sealedQuestion: seal(key, questionPlace(id), question),
        askedAt: now,
        askedById: by.id,
      },
    });
    return {
      result: { id, number: found.number },
      facts: [happened('question.asked', aReferral(referral.id), { caseId: found.id, detail: { question: id } })],
      messages: [
        tell(
          reporter,
          'question-asked',
          { reference: referral.reference },
          { buttons: [{ act: 'answer', does: 'answer-question', having: { question: id } }] },
        ),
      ],
      audited: [`case:${found.id}`],
      detail: { question: id },
    };
  },
});

const read = z.object({ questionId: z.uuid() });

async function openQuestion(room: Room, { question, caseIds }: Question) {
  const key = await keyOf(room, { type: 'referral', id: question.referralId });
  const { id, sealedQuestion, sealedAnswer } = question;
  return {
    result: {
      question: openJson<string>(key, questionPlace(id), sealedQuestion),
      answer: sealedAnswer ? openJson<string>(key, answerPlace(id), sealedAnswer) : null,
    },
    audited: caseIds.map((one) => `case:${one}`),
    detail: { question: id, saw: 'question' },
  };
}

export { answerQuestion } from '../question.ts';

/** Question and answer, for the reporter. */
export const readOwnQuestion = act('referral.answer-question', {
  input: read,
  find: (room, { questionId }: z.infer<typeof read>) => findQuestion(room, questionId),
  perform: (room, _wanted, found) => openQuestion(room, found),
});

/** Question and answer, for the office. */
export const readQuestion = act('referral.ask-reporter', {
  input: read,
  find: (room, { questionId }: z.infer<typeof read>) => findQuestion(room, questionId),
  perform: (room, _wanted, found) => openQuestion(room, found),
});

type Question = Awaited<ReturnType<typeof findQuestion>>['found'];

async function findQuestion(room: Room, questionId: string) {
  await room.db.$queryRaw`SELECT 1 FROM question WHERE id = ${questionId}::uuid FOR NO KEY UPDATE`;
  const question = await room.db.question.findUnique({ where: { id: questionId }, include: { referral: true } });
  if (!question) throw refused('not-found');
  const cases = await room.db.case.findMany({
    where: { referralId: question.referralId },
    orderBy: { id: 'asc' },
    include: { exclusions: { where: { personId: room.by.id } } },
  });
  const asked = await room.db.fact.findFirst({
    where: {
      kind: 'question.asked',
      subjectId: question.referralId,
      detail: { path: ['question'], equals: questionId },
    },
  });
  const first = cases.find((one) => one.id === asked?.caseId) ?? cases[0];
  if (!first) throw refused('not-found');
  const matter = {
    officeIds: [first.officeId],
    managerId: first.managerId,
    reporterId: question.referral.reporterId,
    excluded: cases.some((one) => one.exclusions.length > 0),
  };
  return { found: { question, first, caseIds: [first.id] }, matter };
}
