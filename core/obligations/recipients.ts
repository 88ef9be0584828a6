import { roleNames } from '../actor.ts';
import { staffByRole } from '../staff.ts';
import type { Db } from '../store.ts';
import type { Recipient } from './rule.ts';

/** Whoever reports stands around a report as its reporter, and not by a role. */
const hearers = roleNames.filter((role) => role !== 'reporter');

/** Who stands around an obligation: the one lookup for a whole ladder. */
export interface Around {
  readonly reporterId: string | null;
  readonly managerId: string | null;
  /** Active people of the office by role, none of whom is excluded from the case. */
  readonly byRole: ReadonlyMap<string, readonly string[]>;
  /** In the order of the duty list. */
  readonly duty: readonly string[];
}

/** Excluded and deactivated people are in none of the lists: an escalation must not reach them either. */
export async function peopleAround(
  db: Db,
  about: { officeId: string | null; caseId: string | null; subjectType: string; subjectId: string },
  now: Date,
): Promise<Around> {
  const { caseId } = about;
  // One after the other: relations of one include are read at once, on the one connection of the transaction.
  const found = caseId ? await db.case.findUnique({ where: { id: caseId }, include: { referral: true } }) : null;
  const exclusions = caseId ? await db.exclusion.findMany({ where: { caseId } }) : [];
  const manager = found?.managerId ? await db.person.findUnique({ where: { id: found.managerId } }) : null;
  const excluded = new Set(exclusions.map((exclusion) => exclusion.personId));
  const duty = about.officeId
    ? await db.dutyTurn.findMany({
        where: { officeId: about.officeId, person: { deactivatedAt: null } },
        orderBy: { position: 'asc' },
      })
    : [];
  return {
    reporterId: found ? found.referral.reporterId : await ownerOfDraft(db, about),
    managerId: manager && !manager.deactivatedAt && !excluded.has(manager.id) ? manager.id : null,
    byRole: about.officeId ? await staffByRole(db, about.officeId, hearers, now, about.caseId) : new Map(),
    duty: duty.map((turn) => turn.personId).filter((id) => !excluded.has(id)),
  };
}

async function ownerOfDraft(db: Db, about: { subjectType: string; subjectId: string }): Promise<string | null> {
  if (about.subjectType !== 'referral') return null;
  const draft = await db.draft.findUnique({ where: { id: about.subjectId } });
  return draft?.personId ?? null;
}

/** The people of a step. Nobody there: the head hears it, then the stand-in, then the admin. Never silence. */
export function peopleOf(to: Recipient, around: Around): readonly string[] {
  if (to === 'reporter') return around.reporterId ? [around.reporterId] : [];
  const direct = directly(to, around);
  if (direct.length > 0) return direct;
  return (
    ['head', 'stand-in', 'admin'].map((role) => around.byRole.get(role) ?? []).find((people) => people.length > 0) ?? []
  );
}

function directly(to: Exclude<Recipient, 'reporter'>, around: Around): readonly string[] {
  if (to === 'case-manager') return around.managerId ? [around.managerId] : [];
  if (to.startsWith('duty:')) return around.duty.slice(Number(to.slice(5)) - 1, Number(to.slice(5)));
  return around.byRole.get(to) ?? [];
}
