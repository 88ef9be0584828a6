import { z } from 'zod';
import { act, type Room } from './act.ts';
import { longestText, plainText } from './draft/plain-text.ts';
import { refused } from './errors.ts';
import { aReferral, happened } from './fact.ts';
import { tell } from './message.ts';
import { seal } from './vault.ts';
import { keyOf } from './vault-store.ts';

export const answerPlace = (id: string) => ({ table: 'question', column: 'sealed_answer', row: id });

const input = z.object({
  questionId: z.uuid(),
  text: z.string().transform(plainText).pipe(z.string().min(1).max(longestText)),
});

/** The reporter answers what the office asked. Whoever asked hears that there is an answer, and reads it elsewhere. */
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
    const [first] = referral.cases.filter((one) => one.exclusions.every(({ personId }) => personId !== askedById));
    const having = first ? { case: first.id, question: questionId } : {};
    return {
      result: null,
      facts: [happened('question.answered', aReferral(referral.id), { detail: { question: questionId } })],
      messages: first
        ? [
            tell(
              askedById,
              'question-answered',
              { case: first.number, at: now.toISOString() },
              {
                caseId: first.id,
                buttons: [{ act: 'read-answer', does: 'more', label: 'button.more', having }],
              },
            ),
          ]
        : [],
      audited: referral.cases.map(({ id }) => `case:${id}`),
      detail: { question: questionId },
    };
  },
});
