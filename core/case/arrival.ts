import type { ButtonWanted } from '../message.ts';

/** What the office can do with a report that has just arrived. Danger first; only the head and the stand-in assign. */
export function arrivalButtons(
  caseId: string,
  { danger, role }: { danger: boolean; role: 'intake' | 'head' | 'stand-in' },
): ButtonWanted[] {
  const having = { case: caseId };
  const first = danger ? 'confirm-danger' : 'receive';
  return [
    // Whichever it is, to people it is "I have it".
    { act: 'i-have-it', does: first, having, label: 'button.i-have-it' },
    ...(role === 'intake' ? [] : [{ act: 'assign', does: 'assign', having }]),
    { act: 'open-case', does: 'open-case', having },
  ];
}
