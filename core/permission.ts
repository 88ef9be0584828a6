import type { Actor, RoleName } from './actor.ts';
import { holds } from './actor.ts';

/**
 * What a person is towards what the act is about: a role held in its office, or a relation to it.
 * `self`: one's own draft, account, settings. `reporter`: one's own report. `anyone`: everybody who can write to us,
 * since the law obliges everyone to report (LMF art. 26).
 */
export type Right =
  | Exclude<RoleName, 'reporter' | 'case-manager' | 'assistant'>
  | 'manager'
  | 'manager-in-office'
  | 'assistant-of-case'
  | 'reporter'
  | 'self'
  | 'anyone';

/** Who may do what. The only such table: the door, the lists, the API and the pages read it. */
export const permissions = {
  'account.link': ['anyone'],
  'account.give-email': ['self'],
  'account.confirm-email': ['self'],
  'account.stop-email': ['self'],
  'account.remove-email': ['self'],
  'account.close-bounced': ['admin'],
  'person.choose-language': ['self'],
  'person.change-settings': ['self'],
  'person.invite': ['admin', 'head'],
  'person.deactivate': ['admin', 'head'],
  'draft.begin': ['anyone'],
  'draft.answer': ['self'],
  'draft.discard': ['self'],
  'document.attach': ['self'],
  'referral.send': ['self'],
  'referral.supplement': ['reporter'],
  'referral.withdraw': ['reporter'],
  'referral.give-late-reason': ['reporter'],
  'referral.record-for': ['intake', 'head', 'stand-in'],
  'referral.answer-question': ['reporter'],
  'referral.ask-reporter': ['head', 'stand-in', 'manager'],
  'referral.read': ['intake', 'head', 'stand-in', 'manager', 'assistant-of-case'],
  /** Besides the right to read: a report whose case is closed or declined. */
  'referral.read-closed': ['head', 'manager'],
  'referral.reveal-reporter': ['head', 'stand-in', 'intake', 'manager'],
  'referral.receive': ['intake', 'head', 'stand-in'],
  'referral.ask-decline': ['head', 'stand-in'],
  'referral.confirm-decline': ['head', 'stand-in', 'intake', 'admin'],
  'referral.reject-decline': ['head', 'stand-in', 'intake', 'admin'],
  'case.confirm-danger': ['intake', 'head', 'stand-in', 'manager-in-office'],
  'case.confirm-urgency': ['head', 'stand-in'],
  'case.assign-manager': ['head', 'stand-in'],
  'case.assign-assistant': ['head', 'stand-in'],
  'case.see-whom': ['manager', 'assistant-of-case', 'head', 'stand-in', 'intake'],
  'case.accept': ['manager'],
  'case.declare-conflict': ['manager', 'assistant-of-case'],
  'case.register': ['intake', 'head', 'stand-in', 'manager'],
  'case.same-as': ['head', 'stand-in'],
  'case.exclude': ['head', 'stand-in', 'admin'],
  'case.ask-transfer': ['head', 'stand-in'],
  'case.accept-transfer': ['head', 'stand-in'],
  'case.refuse-transfer': ['head', 'stand-in'],
  'case.record-initial-assessment': ['manager', 'head', 'stand-in'],
  'case.record-comprehensive-assessment': ['manager', 'head', 'stand-in'],
  'case.record-immediate-action': ['manager', 'head', 'stand-in'],
  'case.record-home-visit': ['manager', 'assistant-of-case', 'head', 'stand-in'],
  'obligation.acknowledge': ['manager', 'head', 'stand-in', 'intake', 'assistant-of-case'],
  'case.read': ['manager', 'assistant-of-case', 'head', 'stand-in', 'intake', 'admin'],
  'person.list-unreachable': ['head', 'stand-in', 'admin'],
  'person.list': ['intake', 'head', 'stand-in', 'admin', 'manager-in-office'],
} as const satisfies Record<string, readonly Right[]>;

export type ActName = keyof typeof permissions;

/** What an act is about, as far as permission goes. */
export interface Matter {
  readonly officeIds: readonly string[];
  readonly managerId?: string | null;
  readonly assistantId?: string | null;
  readonly reporterId?: string | null;
  /** The person whose own thing it is. */
  readonly ownerId?: string | null;
  /** On the exclusion list of the case: may know nothing of it, whatever the role. */
  readonly excluded?: boolean;
}

export function may(actor: Actor, act: ActName, matter: Matter): boolean {
  if (!actor.active || matter.excluded) return false;
  return permissions[act].some((right) => has(actor, right, matter));
}

function has(actor: Actor, right: Right, matter: Matter): boolean {
  switch (right) {
    case 'anyone':
      return true;
    case 'self':
      return matter.ownerId === actor.id;
    case 'reporter':
      return matter.reporterId === actor.id;
    case 'manager':
      return matter.managerId === actor.id;
    case 'assistant-of-case':
      return matter.assistantId === actor.id;
    case 'manager-in-office':
      return matter.officeIds.some((office) => holds(actor, 'case-manager', office));
    default:
      return matter.officeIds.some((office) => holds(actor, right, office));
  }
}
