import { answerQuestion } from '../../core/question.ts';
import type { Field } from '../forms/form.ts';
import { readAnswer } from '../forms/read-answer.ts';
import type { DialogPart } from './turn.ts';

const dialog = 'question';
const field: Field = {
  name: 'questionAnswer',
  section: 'what',
  kind: 'text',
  most: 4000,
  personal: true,
  required: true,
};

/** The office asked the reporter something. The question is read behind a link; the answer is stored and not repeated. */
export const questionDialog: DialogPart = {
  taps: {
    'answer-question': async (turn, having) => {
      turn.keepButtons();
      await turn.remember({ dialog, state: { question: String(having['question']) } });
      await turn.replyLines([{ text: 'referral.question-ask' }], {
        field: field.name,
        buttons: [{ act: 'cancel', does: 'question.cancel', label: 'common.cancel' }],
      });
    },
    'question.cancel': async (turn) => {
      await turn.remember(null);
      await turn.replyLines([{ text: 'referral.question-left' }]);
    },
  },
  hears: {
    [dialog]: async (turn, state) => {
      if (turn.incoming.kind !== 'text') {
        await turn.replyLines([{ text: 'refused.answer-not-text' }]);
        return;
      }
      const text = readAnswer(field, turn.incoming.text, { now: turn.now, zone: 'UTC', answers: {} });
      await turn.through(answerQuestion, { questionId: state['question'], text });
      await turn.deleteIncoming();
      await turn.remember(null);
      await turn.replyLines([{ text: 'referral.question-stored' }]);
    },
  },
};
