import { answersOf, openDraftsOf } from '../../core/draft/draft.ts';
import type { Line } from '../../core/message.ts';
import { type OwnReport, ownReports } from '../../core/referral/state.ts';
import { withdrawReferral } from '../../core/referral/withdraw.ts';
import { beginForm, resumeForm } from './form-walk.ts';
import { moreFiling } from './report-filing.ts';
import type { DialogPart, Turn } from './turn.ts';

const mostWithButtons = 3;

/** The own reports by reference, in neutral words. What became of a child is not a reporter's to know. */
export const statusDialog: DialogPart = {
  commands: { status: (turn) => status(turn) },
  taps: {
    status: (turn) => status(turn),
    supplement: async (turn, having) => {
      turn.keepButtons();
      await addTo(turn, String(having['referral']));
    },
    withdraw: async (turn, having) => {
      const { undone } = await turn.through(withdrawReferral, { referralId: having['referral'] });
      await turn.replyLines([{ text: undone ? 'referral.withdrawn' : 'referral.withdraw-asked' }]);
    },
  },
};

/** Goes on with what was begun to be added to this report, or begins. */
async function addTo(turn: Turn, referral: string): Promise<void> {
  for (const draft of await openDraftsOf(turn.db, turn.by.id, [moreFiling.form.id])) {
    if ((await answersOf(turn, draft))['referral'] === referral) return resumeForm(turn, moreFiling, draft.id);
  }
  await beginForm(turn, moreFiling, { given: { referral } });
}

async function status(turn: Turn): Promise<void> {
  const reports = await ownReports(turn.db, turn.by.id);
  if (reports.length === 0) {
    await turn.replyLines([{ text: 'referral.none' }], { buttons: [{ act: 'refer', does: 'refer' }] });
    return;
  }
  await turn.replyLines([{ text: 'referral.own' }, ...reports.map(reportLine)], {
    buttons: reports
      .filter(({ state }) => state !== 'closed' && state !== 'withdrawn')
      .slice(0, mostWithButtons)
      .map(({ id, reference }) => ({
        act: 'supplement',
        does: 'supplement',
        having: { referral: id },
        params: { reference },
      })),
  });
}

export const reportLine = ({ reference, state, since }: OwnReport): Line => ({
  text: 'referral.own-line',
  params: { reference: { reference }, state, since: since.toISOString() },
});
