import { z } from 'zod';
import { act, type Room } from './act.ts';
import { longestText, plainText } from './draft/plain-text.ts';
import { refused } from './errors.ts';
import { aReferral, happened } from './fact.ts';
import { tell } from './message.ts';
import { readButtons } from './referral/may-read.ts';
import { readersOf } from './referral/readers.ts';
import { seal } from './vault.ts';
import { keyOf } from './vault-store.ts';

export const questionPlace = (id: string) => ({ table: 'question', column: 'sealed_question', row: id });
export const answerPlace = (id: string) => ({ table: 'question', column: 'sealed_answer', row: id });

const input = z.object({
  questionId: z.uuid(),
  text: z.string().transform(plainText).pipe(z.string().min(1).max(longestText)),
});

/** The reporter answers what the office asked. Whoever asked and whoever works on the report hears that there is an answer, and reads it elsewhere. */
export const answerQuestion = act('referral.answer-question', {
  input,
  async find({ db }: Room, { questionId }: z.infer<typeof input>) {
    await db.$queryRaw`SELECT 1 FROM question WHERE id = ${questionId}::uuid FOR NO KEY UPDATE`;
    const question = await db.question.findUnique({
      where: { id: questionId },
      include: { referral: { include: { cases: { include: { exclusions: true }, orderBy: { number: 'asc' } } } } },
    });
    if (!question) throw refused('not-found');
    const { referral } = question;
    return { found: question, matter: { officeIds: [referral.officeId], reporterId: referral.reporterId } };
  },
  async perform({ db, now, keyring }, { questionId, text }, question) {
    if (question.answeredAt) throw refused('question-answered', { at: question.answeredAt.toISOString() });
    const { referral, askedById } = question;
    const key = await keyOf({ db, keyring }, { type: 'referral', id: referral.id });
    await db.question.update({
      where: { id: questionId },
      data: { sealedAnswer: seal(key, answerPlace(questionId), text), answeredAt: now },
    });
    const asked = await db.fact.findFirst({
      where: {
        kind: 'question.asked',
        subjectId: referral.id,
        detail: { path: ['question'], equals: questionId },
      },
    });
    // The case at which it was asked first: whoever asked reads it there.
    const cases = referral.cases.toSorted((a, b) => Number(b.id === asked?.caseId) - Number(a.id === asked?.caseId));
    const readers = await readersOf(db, cases, [askedById], now);
    return {
      result: null,
      facts: [happened('question.answered', aReferral(referral.id), { detail: { question: questionId } })],
      messages: readers.map(({ personId, one }) => {
        const having = { case: one.id, question: questionId };
        const readAnswer = { act: 'read-answer', does: 'more', label: 'button.read-answer', having };
        return tell(
          personId,
          'question-answered',
          { case: one.number, at: now.toISOString() },
          { caseId: one.id, buttons: [readAnswer, ...readButtons(one, personId)] },
        );
      }),
      audited: referral.cases.map(({ id }) => `case:${id}`),
      detail: { question: questionId },
    };
  },
});
