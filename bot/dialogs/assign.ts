import { assignAssistant } from '../../core/case/assign-assistant.ts';
import { assignManager } from '../../core/case/assign-manager.ts';
import { managersFor, type SeenCase } from '../../core/case/read.ts';
import { alreadyDone } from '../../core/case/who-did.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart, Turn } from './turn.ts';

/** The head chooses a case manager, or another one; and an assistant. */
export const assign: DialogPart = {
  taps: {
    async assign(turn, having) {
      const found = await mayReachCase(turn, having, 'case.assign-manager');
      turn.keepButtons();
      if (found.managerId) throw await assignedAlready(turn, found);
      await choose(turn, found);
    },
    async reassign(turn, having) {
      const found = await mayReachCase(turn, having, 'case.assign-manager');
      turn.keepButtons();
      await choose(turn, found);
    },
    async 'assign-to'(turn, having) {
      const { number, managerId } = await turn.through(assignManager, {
        caseId: having['case'],
        managerId: having['manager'],
        ...(having['instead'] ? { insteadOf: having['instead'] } : {}),
      });
      await turn.replyLines([{ text: 'takeover.assigned', params: { case: number, who: { staff: managerId } } }], {
        buttons: ['assign-assistant', 'more'].map((does) => ({
          act: does,
          does,
          having: { case: String(having['case']) },
        })),
      });
    },
    async 'assign-assistant'(turn, having) {
      const found = await mayReachCase(turn, having, 'case.assign-assistant');
      turn.keepButtons();
      const free = (await managersFor(turn.db, found, turn.now, 'assistant')).filter(
        ({ id }) => id !== found.assistantId,
      );
      const params = { case: found.number };
      if (free.length === 0) return void (await turn.replyLines([{ text: 'takeover.no-assistant', params }]));
      await turn.replyLines([{ text: 'takeover.which-assistant', params }], {
        buttons: free.map(({ id, open }) => ({
          act: `assign:${id}`,
          does: 'assign-assistant-to',
          having: { case: found.id, assistant: id },
          label: 'button.assign-to',
          params: { who: { staff: id }, open },
        })),
      });
    },
    async 'assign-assistant-to'(turn, having) {
      const wanted = { caseId: having['case'], assistantId: having['assistant'] };
      const { number, assistantId } = await turn.through(assignAssistant, wanted);
      const params = { case: number, who: { staff: assistantId } };
      await turn.replyLines([{ text: 'takeover.assistant-chosen', params }]);
    },
  },
};

/** Managers of the office with how many open cases each has. Who is excluded or has a conflict is not among them. */
async function choose(turn: Turn, found: SeenCase): Promise<void> {
  const free = (await managersFor(turn.db, found, turn.now)).filter(({ id }) => id !== found.managerId);
  const params = { case: found.number };
  if (free.length === 0) return void (await turn.replyLines([{ text: 'takeover.no-manager', params }]));
  await turn.replyLines([{ text: 'takeover.which-manager', params }], {
    buttons: free.map(({ id, open }) => ({
      act: `assign:${id}`,
      does: 'assign-to',
      having: { case: found.id, manager: id, ...(found.managerId ? { instead: found.managerId } : {}) },
      params: { who: { staff: id }, open },
    })),
  });
}

async function assignedAlready(turn: Turn, found: SeenCase) {
  const { assignedAt, assignedById: byId, officeId } = found;
  return alreadyDone(turn.db, 'already-assigned', { at: assignedAt ?? turn.now, byId, officeId });
}
