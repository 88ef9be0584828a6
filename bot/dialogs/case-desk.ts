import { matterOf } from '../../core/case/find-case.ts';
import { type SeenCase, stateOf } from '../../core/case/read.ts';
import type { ButtonWanted, Line } from '../../core/message.ts';
import { obligationsOf } from '../../core/obligations/read.ts';
import { type ActName, may } from '../../core/permission.ts';
import { mayRead } from '../../core/referral/may-read.ts';
import type { Turn } from './turn.ts';

interface Choice {
  readonly does: string;
  readonly act: ActName;
  readonly when?: (found: SeenCase, turn: Turn) => boolean;
}

/** What can be done with a case from its desk, in the order in which it is usually done. */
const choices: readonly Choice[] = [
  { does: 'receive', act: 'referral.receive', when: ({ referral }) => !referral.receivedAt && !referral.danger },
  { does: 'confirm-danger', act: 'case.confirm-danger', when: ({ danger, managerId }) => danger && !managerId },
  { does: 'accept', act: 'case.accept', when: ({ acceptedAt }) => !acceptedAt },
  { does: 'read-report', act: 'referral.read', when: (found, { by }) => mayRead(by, found) },
  { does: 'see-whom', act: 'case.see-whom' },
  { does: 'assign', act: 'case.assign-manager', when: ({ managerId }) => !managerId },
  { does: 'initial-assessment', act: 'case.record-initial-assessment', when: ({ assignedAt }) => assignedAt !== null },
  { does: 'immediate-action', act: 'case.record-immediate-action' },
  { does: 'home-visit', act: 'case.record-home-visit', when: ({ assignedAt }) => assignedAt !== null },
  {
    does: 'comprehensive-assessment',
    act: 'case.record-comprehensive-assessment',
    when: (one) => one.openedAt !== null,
  },
  { does: 'register', act: 'case.register' },
  { does: 'ask-reporter', act: 'referral.ask-reporter', when: ({ referral }) => referral.reporterId !== null },
  { does: 'matches', act: 'case.same-as' },
  { does: 'confirm-urgency', act: 'case.confirm-urgency', when: ({ urgencyConfirmedAt }) => !urgencyConfirmedAt },
  { does: 'reassign', act: 'case.assign-manager', when: ({ managerId }) => managerId !== null },
  { does: 'assign-assistant', act: 'case.assign-assistant', when: ({ managerId }) => managerId !== null },
  { does: 'transfer', act: 'case.ask-transfer' },
  {
    does: 'decline',
    act: 'referral.ask-decline',
    when: ({ openedAt, referral }) => !openedAt && !referral.declineAskedAt,
  },
  { does: 'exclude', act: 'case.exclude' },
  { does: 'conflict', act: 'case.declare-conflict' },
];

/** A case with what this person may do about it. Nothing of the child. */
export async function desk(turn: Turn, found: SeenCase): Promise<void> {
  await turn.replyLines(await linesOf(turn, found), { buttons: buttonsOf(turn, found) });
}

function buttonsOf(turn: Turn, found: SeenCase): ButtonWanted[] {
  const having = { case: found.id };
  const why: ButtonWanted = { act: 'why', does: 'why', having };
  const read: ButtonWanted = { act: 'read-report', does: 'read-report', having };
  if (found.closedAt) return mayRead(turn.by, found) ? [read, why] : [why];
  const matter = matterOf(found, false);
  const now = choices.filter(({ act, when }) => may(turn.by, act, matter) && (when?.(found, turn) ?? true));
  return [...now.map(({ does }) => ({ act: does, does, having })), why];
}

async function linesOf(turn: Turn, found: SeenCase): Promise<Line[]> {
  const [next] = (await obligationsOf(turn.db, found.id, turn.now)).filter(({ closedAt }) => !closedAt);
  const params = {
    case: found.number,
    state: stateOf(found),
    danger: found.danger ? 'yes' : 'no',
    since: found.referredAt.toISOString(),
  };
  return [
    found.managerId
      ? { text: 'case.line', params: { ...params, who: { staff: found.managerId } } }
      : { text: 'case.line-unassigned', params },
    ...(found.referral.declineAskedAt ? [{ text: 'case.decline-pending' }] : []),
    ...(next
      ? [
          {
            text: 'case.next',
            params: { rule: { phrase: `rule.${next.rule.id}.name` }, due: next.dueAt.toISOString(), stage: next.stage },
          },
        ]
      : []),
  ];
}
