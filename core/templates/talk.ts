import type { Template } from '../message.ts';

/** What every dialog says: answers to commands, taps and typing. Words: locales/<lang>/talk.json. */
export const talkTemplates = {
  /** Lines of any length: lists, help, a refusal. */
  answer: { text: 'talk.answer', lane: 'answer', params: { lines: 'lines' } },
  /** A question of a form. `ask` is its sentence, `hint` an example of a valid answer. */
  prompt: {
    text: 'talk.prompt',
    lane: 'answer',
    params: {
      step: 'step?',
      section: 'phrase?',
      ask: 'phrase',
      hint: 'phrase?',
      before: 'lines?',
      /** The channel it was answered in, when that is another one. */
      answered: 'word?',
    },
  },
  /** Takes a person's own message with a personal answer out of the chat. */
  'delete-answer': { text: 'talk.stored', lane: 'answer', params: {} },
  greeting: { text: 'talk.greeting', lane: 'answer', params: { channel: 'word', verified: 'word' } },
  linked: { text: 'talk.linked', lane: 'answer', params: { channel: 'word' } },
  emergency: { text: 'talk.emergency', lane: 'answer', params: { emergency: 'emergency' } },
} as const satisfies Record<string, Template>;
