import { casesSeen, isStaff, type SeenCase, stateOf } from '../../core/case/read.ts';
import type { ButtonWanted, Line } from '../../core/message.ts';
import { pageOf } from './ask-reporter.ts';
import { desk } from './case-desk.ts';
import { caseOf } from './may-reach.ts';
import type { DialogPart, Turn } from './turn.ts';

const mostWithButtons = 8;

/** The cases of a person, and the desk of one of them. */
export const cases: DialogPart = {
  commands: { cases: sayCases },
  taps: {
    cases: sayCases,
    async more(turn, having) {
      turn.keepButtons();
      if (having['question']) return pageOf(turn, String(having['question']));
      await desk(turn, await caseOf(turn, having));
    },
    async 'open-case'(turn, having) {
      turn.keepButtons();
      await desk(turn, await caseOf(turn, having));
    },
  },
};

/** Everybody sees the cases that the permission table lets them see, by number and state. */
export async function sayCases(turn: Turn): Promise<void> {
  const seen = await casesSeen(turn.db, turn.by);
  if (seen.length === 0) {
    await turn.replyLines([{ text: isStaff(turn.by) ? 'case.none' : 'case.not-yours' }]);
    return;
  }
  await turn.replyLines([{ text: 'case.title' }, ...seen.map(caseLine)], {
    buttons: seen
      .filter((one) => !one.closedAt)
      .slice(0, mostWithButtons)
      .map(caseButton),
  });
}

export const caseLine = (one: SeenCase): Line => ({
  text: one.managerId ? 'case.line' : 'case.line-unassigned',
  params: {
    case: one.number,
    state: stateOf(one),
    danger: one.danger ? 'yes' : 'no',
    since: one.referredAt.toISOString(),
    ...(one.managerId ? { who: { staff: one.managerId } } : {}),
  },
});

export const caseButton = (one: SeenCase): ButtonWanted => ({
  act: `case:${one.number}`,
  does: 'open-case',
  having: { case: one.id },
  label: 'button.case',
  params: { case: one.number },
});
