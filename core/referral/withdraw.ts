import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { aCase, aReferral, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { ownReferral } from './own-referral.ts';
import { receiversOf } from './recipients.ts';

/** How long sending can be taken back by whoever sent it. */
const undoMs = 60_000;

const input = z.object({ referralId: z.uuid() });

/**
 * Takes a report back. Within 60 seconds, and unless it speaks of danger, this is an undo: its cases are closed. After
 * that, and always with danger, the office is asked and decides; until then every clock runs on.
 */
export const withdrawReferral = act('referral.withdraw', {
  input,
  find: ownReferral<z.infer<typeof input>>,
  async perform({ db, now }, _wanted, { referral, cases }) {
    if (referral.withdrawnAt) throw refused('already-done', { at: referral.withdrawnAt.toISOString() });
    const open = cases.filter((one) => !one.closedAt);
    const [first] = open;
    if (!first) throw refused('case-closed');
    const undone = !referral.danger && now.getTime() - referral.referredAt.getTime() <= undoMs;
    const ids = open.map(({ id }) => id);
    if (undone) {
      await db.referral.update({ where: { id: referral.id }, data: { withdrawnAt: now } });
      await db.case.updateMany({ where: { id: { in: ids } }, data: { closedAt: now, closedReason: 'withdrawn' } });
    }
    const excluded = new Set(cases.flatMap((one) => one.exclusions.map(({ personId }) => personId)));
    const told = await receiversOf(db, referral.officeId, excluded, now);
    const template = undone ? 'referral-undone' : 'referral-withdraw-asked';
    return {
      result: { undone },
      facts: undone
        ? [
            happened('referral.withdrawn', aReferral(referral.id)),
            ...ids.map((id) => happened('referral.withdrawn', aCase(id))),
          ]
        : [],
      messages: told.map((to) =>
        tell(to, template, { case: first.number, children: open.length }, { caseId: first.id }),
      ),
      audited: ids.map((id) => `case:${id}`),
      detail: { undone },
    };
  },
});
