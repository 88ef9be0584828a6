import { z } from 'zod';
import { act, type Room } from '../act.ts';
import type { RoleName } from '../actor.ts';
import { refused } from '../errors.ts';
import { aCase, aReferral, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { staffOf } from '../staff.ts';
import { findReferral, type ReferralFound } from './find-case.ts';
import { alreadyDone, lastFact } from './who-did.ts';
import { notExcluded } from './who-to-tell.ts';

/** Why a report is not taken. A closed list: everything else is taken. */
export const declineReasons = ['not-a-child', 'outside-competence', 'duplicate', 'no-way-to-reach'] as const;

const asked = z.object({ referralId: z.uuid(), reason: z.enum(declineReasons) });
const answered = z.object({ referralId: z.uuid() });

/** One person proposes, a second one confirms: nothing is closed yet. */
export const askDecline = act('referral.ask-decline', {
  input: asked,
  find: (room, { referralId }: z.infer<typeof asked>) => findReferral(room, referralId),
  async perform(room, { reason }, { referral, cases }) {
    const { db, now, by } = room;
    const first = mustBeDeclinable({ referral, cases });
    if (referral.declineAskedAt) {
      const { declineAskedAt: at, declineAskedById: byId, officeId } = referral;
      throw await alreadyDone(db, 'already-done', { at, byId, officeId });
    }
    await db.referral.update({
      where: { id: referral.id },
      data: { declineAskedAt: now, declineAskedById: by.id, declineReason: reason },
    });
    const told = await secondPersons(room, referral.officeId, cases);
    const having = { referral: referral.id };
    return {
      result: { number: first.number, told: told.length },
      facts: [happened('referral.decline-asked', aReferral(referral.id), { caseId: first.id, detail: { reason } })],
      messages: told.map((person) =>
        tell(
          person,
          'decline-asked',
          { case: first.number, children: cases.length, reason, who: by.id },
          {
            caseId: first.id,
            buttons: [
              { act: 'confirm-decline', does: 'confirm-decline', having },
              { act: 'reject-decline', does: 'reject-decline', having },
            ],
          },
        ),
      ),
      audited: cases.map((one) => `case:${one.id}`),
      detail: { reason },
    };
  },
});

/** Closes the cases of the report; the reporter hears why, and where else to turn. */
export const confirmDecline = act('referral.confirm-decline', {
  input: answered,
  find: (room, { referralId }: z.infer<typeof answered>) => findReferral(room, referralId),
  async perform({ db, now, by }, _wanted, { referral, cases }) {
    const first = mustBeDeclinable({ referral, cases });
    if (!referral.declineAskedAt) throw refused('not-found');
    if (referral.declineAskedById === by.id) throw refused('needs-second-person');
    const reason = referral.declineReason ?? 'other';
    await db.referral.update({ where: { id: referral.id }, data: { declinedAt: now, declinedById: by.id } });
    const ids = cases.map((one) => one.id);
    await db.case.updateMany({ where: { id: { in: ids } }, data: { closedAt: now, closedReason: 'declined' } });
    const [reporter] = await notExcluded(db, [referral.reporterId], first.id);
    const told = await notExcluded(db, [referral.declineAskedById, ...cases.map((one) => one.managerId)], first.id);
    return {
      result: { number: first.number },
      facts: [
        happened('referral.declined', aReferral(referral.id), { caseId: first.id, detail: { reason } }),
        ...ids.map((id) => happened('case.closed', aCase(id), { detail: { reason: 'declined' } })),
      ],
      messages: [
        ...(reporter
          ? [
              tell(reporter, 'referral-declined', {
                reference: referral.reference,
                reason,
                emergency: referral.officeId,
              }),
            ]
          : []),
        ...told.map((person) =>
          tell(person, 'decline-confirmed', { case: first.number, who: by.id }, { caseId: first.id }),
        ),
      ],
      audited: ids.map((id) => `case:${id}`),
      detail: { reason },
    };
  },
});

/** The second person thinks otherwise: the report is taken after all, its clocks never stopped. */
export const rejectDecline = act('referral.reject-decline', {
  input: answered,
  find: (room, { referralId }: z.infer<typeof answered>) => findReferral(room, referralId),
  async perform({ db, by }, _wanted, { referral, cases }) {
    const first = mustBeDeclinable({ referral, cases });
    if (!referral.declineAskedAt) throw refused('not-found');
    const before = await lastFact(db, first.id, 'referral.decline-asked');
    await db.referral.update({
      where: { id: referral.id },
      data: { declineAskedAt: null, declineAskedById: null, declineReason: null },
    });
    const told = await notExcluded(db, [referral.declineAskedById], first.id);
    return {
      result: { number: first.number },
      facts: before
        ? [happened('referral.decline-asked', aReferral(referral.id), { caseId: first.id, voidsId: before.id })]
        : [],
      messages: told
        .filter((person) => person !== by.id)
        .map((person) => tell(person, 'decline-rejected', { case: first.number, who: by.id }, { caseId: first.id })),
      audited: cases.map((one) => `case:${one.id}`),
    };
  },
});

/** Asked after the permission. A case that a manager has opened ends by its closure, not by declining the report. */
function mustBeDeclinable({ referral, cases }: ReferralFound): ReferralFound['cases'][number] {
  const ended = referral.declinedAt ?? referral.withdrawnAt;
  if (ended) throw refused('case-closed', { at: ended.toISOString() });
  const [first] = cases;
  if (!first) throw refused('not-found');
  const opened = cases.find((one) => one.openedAt);
  if (opened?.openedAt) throw refused('already-assigned', { at: opened.openedAt.toISOString(), by: 'case-manager' });
  return first;
}

/**
 * Who may be the second person: of the office, and excluded from none of the children, for nobody must be told of one
 * through another. The admins when nobody of them is left, so that no proposal stays pending for want of a second person.
 */
async function secondPersons(
  { db, now, by }: Room,
  officeId: string,
  cases: ReferralFound['cases'],
): Promise<readonly string[]> {
  const exclusions = await db.exclusion.findMany({ where: { caseId: { in: cases.map(({ id }) => id) } } });
  const out = new Set([by.id, ...exclusions.map(({ personId }) => personId)]);
  const among = async (roles: readonly RoleName[]) =>
    (await staffOf(db, officeId, roles, now)).filter((id) => !out.has(id));
  const deciding = await among(['head', 'stand-in', 'intake']);
  return deciding.length > 0 ? deciding : among(['admin']);
}
