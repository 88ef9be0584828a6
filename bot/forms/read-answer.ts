import { longestText, plainText } from '../../core/draft/plain-text.ts';
import { refused } from '../../core/errors.ts';
import type { Answer, Field } from './form.ts';
import { type Reading, readBirth, readInstant } from './read-date.ts';

/** What a person typed as the field's answer. Refuses with the way on; the question stays open. */
export function readAnswer(field: Field, typed: string, reading: Reading): Answer {
  const most = field.kind === 'text' ? Math.min(field.most, longestText) : 200;
  const text = plainText(typed);
  if (text.length > most) throw refused('answer-too-long', { most });
  if (text === '') throw refused('answer-empty');
  switch (field.kind) {
    case 'text':
      if (!/[\p{L}\p{N}]/u.test(text)) throw refused('answer-empty');
      return text;
    case 'number':
      return readNumber(field, text);
    case 'instant':
      return readInstant(text, field.daysBack, reading);
    case 'birth-date':
      return readBirth(text, reading);
    case 'choice':
    case 'choices':
      throw refused('answer-not-an-option');
    case 'files':
      throw refused('file-wanted');
  }
}

function readNumber({ least, most }: { least: number; most: number }, text: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) throw refused('number-unreadable', { least, most });
  return number;
}
