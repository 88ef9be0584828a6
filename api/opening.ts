import { readOwnQuestion, readQuestion } from '../core/case/ask-reporter.ts';
import { seeWhom } from '../core/case/see-whom.ts';
import type { Door } from '../core/door.ts';
import { Refused } from '../core/errors.ts';
import { answerQuestion } from '../core/question.ts';

export interface QuestionShown {
  readonly question: string;
  readonly answer: string | null;
  /** The reporter's to answer; the office only reads. */
  readonly mayAnswer: boolean;
}

/** What stands behind links. Each look goes through the door, which checks and audits it. */
export const opening = (door: Door) => ({
  whom: (personId: string, caseId: string) => door.through(seeWhom, personId, { caseId }),

  async question(personId: string, questionId: string): Promise<QuestionShown> {
    try {
      return { ...(await door.through(readOwnQuestion, personId, { questionId })), mayAnswer: true };
    } catch (thrown) {
      if (!(thrown instanceof Refused && thrown.reason === 'not-allowed')) throw thrown;
      return { ...(await door.through(readQuestion, personId, { questionId })), mayAnswer: false };
    }
  },

  answer: (personId: string, questionId: string, text: string) =>
    door.through(answerQuestion, personId, { questionId, text }),
});
