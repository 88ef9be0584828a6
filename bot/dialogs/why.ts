import { caseSeen, type SeenCase } from '../../core/case/read.ts';
import { refused } from '../../core/errors.ts';
import { obligationsOf } from '../../core/obligations/read.ts';
import { deadlineLine } from './deadlines.ts';
import { caseOf } from './may-reach.ts';
import type { DialogPart, Turn } from './turn.ts';

const number = /^[A-Z]{2,4}-\d{4}-\d{4,}$/;

/** Which limits run on a case, from when, and which article says so. */
export const why: DialogPart = {
  commands: {
    async why(turn, argument) {
      const wanted = argument.trim().toUpperCase();
      if (!number.test(wanted)) {
        await turn.replyLines([{ text: 'case.why-which' }]);
        return;
      }
      const found = await caseSeen(turn.db, turn.by, { number: wanted });
      if (!found) throw refused('case-not-found');
      await sayWhy(turn, found);
    },
  },
  taps: {
    async why(turn, having) {
      turn.keepButtons();
      await sayWhy(turn, await caseOf(turn, having));
    },
  },
};

async function sayWhy(turn: Turn, found: SeenCase): Promise<void> {
  const all = await obligationsOf(turn.db, found.id, turn.now);
  const open = all.filter(({ closedAt }) => !closedAt);
  const closed = all.filter(({ closedAt }) => closedAt);
  for (const one of open) {
    await turn.reply('why-due', {
      case: found.number,
      rule: one.rule.id,
      source: one.rule.id,
      started: one.startedAt.toISOString(),
      due: one.dueAt.toISOString(),
      stage: one.stage,
    });
  }
  const params = { case: found.number };
  if (closed.length > 0) await turn.replyLines([{ text: 'case.why-closed', params }, ...closed.map(deadlineLine)]);
  if (all.length === 0) await turn.replyLines([{ text: 'case.why-nothing', params }]);
}
