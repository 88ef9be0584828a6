import { readOwnQuestion, readQuestion } from '../core/case/ask-reporter.ts';
import { seeWhom } from '../core/case/see-whom.ts';
import type { Door } from '../core/door.ts';
import { Refused } from '../core/errors.ts';
import { readInvite } from '../core/invite.ts';
import { answerQuestion } from '../core/question.ts';
import { readReport } from '../core/referral/read.ts';
import { readDocument } from '../core/referral/read-document.ts';
import { linkToReporter, revealReporter } from '../core/referral/reveal-reporter.ts';

export interface QuestionShown {
  readonly question: string;
  readonly answer: string | null;
  /** The reporter's to answer; the office only reads. */
  readonly mayAnswer: boolean;
}

/** What stands behind links. Each look goes through the door, which checks and audits it. */
export const opening = (door: Door) => ({
  whom: (personId: string, caseId: string) => door.through(seeWhom, personId, { caseId }),

  report: (personId: string, caseId: string) => door.through(readReport, personId, { caseId }),

  document: (personId: string, caseId: string, documentId: string) =>
    door.through(readDocument, personId, { caseId, documentId }),

  reporter: (personId: string, caseId: string) => door.through(revealReporter, personId, { caseId }),

  linkToReporter: (personId: string, caseId: string) => door.through(linkToReporter, personId, { caseId }),

  async question(personId: string, questionId: string): Promise<QuestionShown> {
    try {
      return { ...(await door.through(readOwnQuestion, personId, { questionId })), mayAnswer: true };
    } catch (thrown) {
      if (!(thrown instanceof Refused && thrown.reason === 'not-allowed')) throw thrown;
      return { ...(await door.through(readQuestion, personId, { questionId })), mayAnswer: false };
    }
  },

  invite: (personId: string, inviteId: string) => door.through(readInvite, personId, { inviteId }),

  answer: (personId: string, questionId: string, text: string) =>
    door.through(answerQuestion, personId, { questionId, text }),
});
