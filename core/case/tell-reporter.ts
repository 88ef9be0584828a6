import { type MessageWanted, tell } from '../message.ts';
import type { ReportState } from '../referral/state.ts';
import type { Db } from '../store.ts';
import { notExcluded } from './who-to-tell.ts';

interface Reported {
  readonly reporterId: string | null;
  readonly reference: string;
  readonly verified: boolean;
}

/** The neutral state as a message. People who came without an invite hear only "received". */
export async function tellReporter(
  db: Db,
  referral: Reported,
  caseId: string,
  state: ReportState,
  since: Date,
): Promise<MessageWanted[]> {
  if (!referral.reporterId || (state !== 'received' && !referral.verified)) return [];
  const params = { reference: referral.reference, state: state, since: since.toISOString() };
  const [to] = await notExcluded(db, [referral.reporterId], caseId);
  return to ? [tell(to, 'referral-state', params, { lane: 'urgent' })] : [];
}
