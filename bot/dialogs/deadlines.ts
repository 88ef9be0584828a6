import type { ButtonWanted, Line } from '../../core/message.ts';
import { deadlinesOf, type Owed } from '../../core/obligations/read.ts';
import type { DialogPart, Turn } from './turn.ts';

const mostWithButtons = 6;

/** What I have to do and by when, the next first. */
export const deadlines: DialogPart = {
  commands: { deadlines: sayDeadlines },
  taps: { deadlines: sayDeadlines },
};

async function sayDeadlines(turn: Turn): Promise<void> {
  const owed = await deadlinesOf(turn.db, turn.by, turn.now);
  if (owed.length === 0) {
    await turn.replyLines([{ text: 'case.no-deadlines' }]);
    return;
  }
  await turn.replyLines([{ text: 'case.deadlines' }, ...owed.map(deadlineLine)], {
    buttons: owed.slice(0, mostWithButtons).flatMap(deadlineButton),
  });
}

/** In words: overdue is said, not coloured. */
export const deadlineLine = (one: Owed): Line => ({
  text: one.case ? 'case.deadline' : 'case.deadline-own',
  params: {
    rule: { phrase: `rule.${one.rule.id}.name` },
    stage: one.stage,
    due: one.dueAt.toISOString(),
    limit: one.rule.limit === 'without-delay' ? 'now' : 'limit',
    ...(one.case ? { case: one.case.number } : {}),
  },
});

export const deadlineButton = (one: Owed): ButtonWanted[] =>
  one.case
    ? [
        {
          act: one.rule.fulfil,
          does: one.rule.fulfil,
          having: { case: one.case.id },
          label: 'button.fulfil',
          params: { what: { phrase: `button.${one.rule.fulfil}` }, case: one.case.number },
        },
      ]
    : [];
