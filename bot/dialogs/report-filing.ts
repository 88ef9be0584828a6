import { officeById, reckoningOf } from '../../core/office.ts';
import { receiptOf } from '../../core/referral/receipt.ts';
import { recordReferralFor, sendReferral } from '../../core/referral/send.ts';
import { supplementReferral } from '../../core/referral/supplement.ts';
import { e1, e1Child, e1More } from '../forms/e-1.ts';
import type { Answers } from '../forms/form.ts';
import { beginForm, type Filed, type Filing } from './form-walk.ts';
import { askWhyLate } from './late-reason.ts';
import type { Turn } from './turn.ts';

const isOnBehalf = (answers: Answers) => typeof answers['way'] === 'string' && answers['way'] !== 'direct';

/** Danger: nobody waits for the rest of the form. */
const isUrgent = ({ danger, where, what, contact }: Answers) =>
  danger === 'yes' && typeof where === 'string' && typeof what === 'string' && contact !== undefined;

async function send(turn: Turn, { draftId, answers }: Filed) {
  const wanted = { draftId, accountId: turn.account.id };
  return isOnBehalf(answers) ? await turn.through(recordReferralFor, wanted) : await turn.through(sendReferral, wanted);
}

async function fileReport(turn: Turn, filed: Filed): Promise<void> {
  const sent = await send(turn, filed);
  if (sent.lateBy) await askWhyLate(turn, sent.referralId);
}

/** Sends as soon as it can be acted on; what is left is asked afterwards and added. */
const sendingInDanger =
  (more: Filing | null): NonNullable<Filing['reached']> =>
  async (turn, filed) => {
    if (!isUrgent(filed.answers)) return 'go-on';
    const sent = await send(turn, filed);
    await turn.remember(null);
    if (more) {
      await turn.replyLines([{ text: 'referral.sent-now-more' }]);
      await beginForm(turn, more, { given: { referral: sent.referralId } });
    }
    return 'handled';
  };

/** The same receipt once more: a second Send changes nothing. */
async function receiptAgain(turn: Turn, draftId: string): Promise<void> {
  await turn.remember(null);
  const referral = await turn.db.referral.findUnique({ where: { id: draftId } });
  if (!referral) {
    await turn.replyLines([{ text: 'referral.added-before' }]);
    return;
  }
  const office = await officeById(turn.db, referral.officeId);
  const { by, account } = turn;
  const to = { personId: by.id, accountId: account.id, mandated: by.mandated && referral.reporterId !== null };
  const place = { id: office.id, reckoning: await reckoningOf(turn.db, office) };
  await turn.say([receiptOf(turn.keyring, referral, place, to)]);
}

export const moreFiling: Filing = {
  form: e1More,
  keepsDraft: true,
  again: receiptAgain,
  async file(turn, { draftId, answers }) {
    const { reference } = await turn.through(supplementReferral, { referralId: answers['referral'], draftId });
    await turn.replyLines([{ text: 'referral.added', params: { reference: { reference } } }]);
  },
};

export const reportFiling: Filing = {
  form: e1,
  keepsDraft: true,
  file: fileReport,
  again: receiptAgain,
  reached: sendingInDanger(moreFiling),
};

export const childFiling: Filing = {
  form: e1Child,
  keepsDraft: true,
  again: receiptAgain,
  reached: sendingInDanger(null),
  async file(turn, filed) {
    await send(turn, filed);
  },
};
