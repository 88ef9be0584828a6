import { exclude } from '../../core/case/exclude.ts';
import { colleaguesIn } from '../../core/case/read.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart } from './turn.ts';

const reasons = ['suspected', 'conflict-of-interest'] as const;

/** Somebody of the office who may know nothing of a case. */
export const excludeColleague: DialogPart = {
  taps: {
    async exclude(turn, having) {
      const found = await mayReachCase(turn, having, 'case.exclude');
      turn.keepButtons();
      const people = (await colleaguesIn(turn.db, found, turn.now)).filter((id) => id !== turn.by.id);
      await turn.replyLines([{ text: 'takeover.whom-exclude', params: { case: found.number } }], {
        buttons: people.map((id) => ({
          act: `exclude:${id}`,
          does: 'exclude-why',
          having: { case: found.id, person: id },
          params: { who: { staff: id } },
        })),
      });
    },
    async 'exclude-why'(turn, having) {
      const { id, number } = await mayReachCase(turn, having, 'case.exclude');
      const person = String(having['person']);
      await turn.replyLines([{ text: 'takeover.why-exclude', params: { case: number, who: { staff: person } } }], {
        buttons: reasons.map((reason) => ({
          act: `choose:${reason}`,
          does: 'exclude-because',
          having: { case: id, person, reason },
          label: `takeover.exclusion.${reason}`,
        })),
      });
    },
    async 'exclude-because'(turn, having) {
      const { case: caseId, person: personId, reason } = having;
      const { number, wasManager } = await turn.through(exclude, { caseId, personId, reason });
      await turn.replyLines([{ text: 'takeover.excluded', params: { case: number } }], {
        buttons: wasManager ? [{ act: 'assign', does: 'assign', having: { case: String(caseId) } }] : [],
      });
    },
  },
};
