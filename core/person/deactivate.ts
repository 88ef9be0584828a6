import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { happened } from '../fact.ts';
import { tell } from '../message.ts';
import { staffOf } from '../staff.ts';
import type { Transaction } from '../store.ts';

/**
 * Closes all access at once: roles end, tokens and open codes are revoked. Open cases lose this manager or assistant and
 * the head hears which, to give them to somebody else. Clocks run on.
 */
export const deactivatePerson = act('person.deactivate', {
  input: z.object({ personId: z.uuid() }),
  async find({ db, now }, { personId }) {
    const person = await db.person.findUnique({
      where: { id: personId },
      include: { roles: { where: { OR: [{ untilAt: null }, { untilAt: { gt: now } }] } } },
    });
    if (!person) throw refused('person-not-found');
    if (person.deactivatedAt)
      throw refused('already-done', {
        at: person.deactivatedAt.toISOString(),
        by: 'colleague',
      });
    return { found: person, matter: { officeIds: person.roles.map((role) => role.officeId) } };
  },
  async perform({ db, now, by }, { personId }) {
    const left = await openCasesOf(db, personId);
    await db.person.update({ where: { id: personId }, data: { deactivatedAt: now, deactivatedById: by.id } });
    await db.role.updateMany({
      where: { personId, OR: [{ untilAt: null }, { untilAt: { gt: now } }] },
      data: { untilAt: now },
    });
    await db.apiToken.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt: now } });
    await db.invite.updateMany({ where: { personId, usedAt: null, revokedAt: null }, data: { revokedAt: now } });
    await db.dutyTurn.deleteMany({ where: { personId } });
    await db.conversation.deleteMany({ where: { personId } });
    await db.case.updateMany({
      where: { managerId: personId, closedAt: null },
      data: { managerId: null, acceptedAt: null },
    });
    await db.case.updateMany({ where: { assistantId: personId, closedAt: null }, data: { assistantId: null } });
    return {
      result: { cases: left.map((one) => one.number) },
      facts: [happened('person.deactivated', { type: 'person', id: personId })],
      messages: await handOver(db, left, personId, now),
      audited: [`person:${personId}`, ...left.map((one) => `case:${one.id}`)],
    };
  },
});

interface Left {
  readonly id: string;
  readonly number: string;
  readonly officeId: string;
  readonly exclusions: readonly { readonly personId: string }[];
}

const openCasesOf = (db: Transaction, personId: string): Promise<Left[]> =>
  db.case.findMany({
    where: { closedAt: null, OR: [{ managerId: personId }, { assistantId: personId }] },
    select: { id: true, number: true, officeId: true, exclusions: { select: { personId: true } } },
    orderBy: { number: 'asc' },
  });

const mostInOneMessage = 50;

/** One message a head, with the numbers of the cases that this head may know of. */
async function handOver(db: Transaction, left: readonly Left[], personId: string, now: Date) {
  const messages = [];
  for (const officeId of new Set(left.map((one) => one.officeId))) {
    const staff = await staffOf(db, officeId, ['head', 'stand-in'], now);
    for (const to of staff.filter((id) => id !== personId)) {
      const known = left.filter(
        (one) => one.officeId === officeId && one.exclusions.every((out) => out.personId !== to),
      );
      if (known.length === 0) continue;
      const lines = known
        .slice(0, mostInOneMessage)
        .map(({ number }) => ({ text: 'referral.left-case', params: { case: number } }));
      messages.push(tell(to, 'person-left', { count: known.length, lines }));
    }
  }
  return messages;
}
