import { type MessageWanted, tell } from '../message.ts';
import { dueAfter, type Reckoning } from '../obligations/calendar.ts';
import { ruleOf } from '../obligations/register.ts';
import { type Keyring, proofOf } from '../vault.ts';

export interface Receipted {
  readonly id: string;
  readonly reference: string;
  readonly referredAt: Date;
  readonly identifiedAt: Date;
  readonly danger: boolean;
  readonly verified: boolean;
}

/** Whether the report came after its limit (guide, step 1). */
export function isLate(
  { identifiedAt, referredAt }: Pick<Receipted, 'identifiedAt' | 'referredAt'>,
  reckoning: Reckoning,
): boolean {
  return referredAt > dueAfter(identifiedAt, ruleOf('referral-24h').limit, reckoning);
}

/** Reference, time, proof, what comes next and by when, and whom to call. `late`: somebody obliged by law was late. */
export function receiptOf(
  keyring: Keyring,
  referral: Receipted,
  office: { readonly id: string; readonly reckoning: Reckoning },
  to: { readonly personId: string; readonly accountId?: string | undefined; readonly mandated: boolean },
): MessageWanted {
  const { reference, referredAt } = referral;
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  const params = {
    reference,
    at: referredAt.toISOString(),
    proof: proofOf(keyring, { reference, referredAt: referredAt.toISOString() }),
    office: office.id,
    by: dueAfter(referredAt, ruleOf('case-manager-24h').limit, office.reckoning).toISOString(),
    emergency: office.id,
    danger: yes(referral.danger),
    late: yes(to.mandated && isLate(referral, office.reckoning)),
    verified: yes(referral.verified),
  };
  return tell(to.personId, 'referral-receipt', params, {
    buttons: [{ act: 'withdraw', does: 'withdraw', having: { referral: referral.id } }],
    ...(to.accountId ? { accountId: to.accountId } : {}),
  });
}
