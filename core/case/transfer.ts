import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { refused } from '../errors.ts';
import { aCase, happened } from '../fact.ts';
import { newId } from '../id.ts';
import { tell } from '../message.ts';
import { rederive } from '../obligations/keep.ts';
import { type FoundCase, findCase, mustBeOpen } from './find-case.ts';
import { notExcluded, peopleToTell } from './who-to-tell.ts';

const asked = z.object({ caseId: z.uuid(), toOfficeId: z.uuid() });

/** The child lives elsewhere: the case is offered to the office of another municipality. Clocks and rights stay here until it accepts. */
export const askTransfer = act('case.ask-transfer', {
  input: asked,
  find: (room, { caseId }: z.infer<typeof asked>) => findCase(room, caseId),
  async perform({ db, now, by }, { toOfficeId }, found) {
    mustBeOpen(found);
    const from = await db.office.findUniqueOrThrow({ where: { id: found.officeId } });
    const to = await db.office.findUnique({ where: { id: toOfficeId } });
    if (!to) throw refused('not-found');
    if (to.municipalityId === from.municipalityId) throw refused('transfer-same-office');
    const pending = await db.caseTransfer.findFirst({ where: { caseId: found.id, acceptedAt: null, refusedAt: null } });
    if (pending) throw refused('transfer-pending', { at: pending.requestedAt.toISOString() });
    const id = newId();
    await db.caseTransfer.create({
      data: { id, caseId: found.id, fromOfficeId: from.id, toOfficeId, requestedAt: now, requestedById: by.id },
    });
    const told = await peopleToTell(db, toOfficeId, ['intake', 'head', 'stand-in'], found.id, now);
    const having = { transfer: id };
    return {
      result: { id, number: found.number },
      facts: [happened('case.transfer-asked', aCase(found.id), { detail: { from: from.id, to: toOfficeId } })],
      messages: told.map((person) =>
        tell(
          person,
          'transfer-asked',
          { case: found.number, office: from.id, danger: found.danger ? 'yes' : 'no' },
          {
            caseId: found.id,
            buttons: [
              { act: 'accept-transfer', does: 'accept-transfer', having },
              { act: 'refuse-transfer', does: 'refuse-transfer', having },
            ],
          },
        ),
      ),
      audited: [`case:${found.id}`],
      detail: { to: toOfficeId },
    };
  },
});

const answered = z.object({ transferId: z.uuid() });
type Answered = z.infer<typeof answered>;

/** The right to answer lies with the office that is asked. */
async function findTransfer(room: Room, { transferId }: Answered) {
  const transfer = await room.db.caseTransfer.findUnique({ where: { id: transferId } });
  if (!transfer) throw refused('not-found');
  const { found, matter } = await findCase(room, transfer.caseId);
  // Read again behind the lock of the case.
  const current = await room.db.caseTransfer.findUniqueOrThrow({ where: { id: transferId } });
  const { officeIds: _sender, ...rest } = matter;
  return { found: { transfer: current, asked: found }, matter: { ...rest, officeIds: [transfer.toOfficeId] } };
}

type Transfer = Awaited<ReturnType<typeof findTransfer>>['found']['transfer'];

function mustBePending(transfer: Transfer): void {
  const at = transfer.acceptedAt ?? transfer.refusedAt;
  if (at) throw refused('transfer-not-pending', { at: at.toISOString() });
}

/** The case, its clocks and its rights move. Nothing starts anew: what was late stays late. */
export const acceptTransfer = act('case.accept-transfer', {
  input: answered,
  find: findTransfer,
  async perform(room, _wanted, { transfer, asked: found }) {
    const { db, now, by } = room;
    mustBePending(transfer);
    mustBeOpen(found);
    const { fromOfficeId: from, toOfficeId: to } = transfer;
    await db.caseTransfer.update({ where: { id: transfer.id }, data: { acceptedAt: now, acceptedById: by.id } });
    await db.case.update({
      where: { id: found.id },
      data: { officeId: to, managerId: null, assistantId: null, acceptedAt: null },
    });
    await moveReferral(room, found, to);
    await rederive(db, [aCase(found.id)]);
    const sending = await peopleToTell(db, from, ['head', 'stand-in'], found.id, now);
    const receiving = await peopleToTell(db, to, ['head', 'stand-in'], found.id, now);
    const told = await notExcluded(
      db,
      [...sending, ...receiving, found.managerId, found.assistantId, transfer.requestedById],
      found.id,
    );
    return {
      result: { number: found.number },
      facts: [happened('case.transferred', aCase(found.id), { detail: { from, to } })],
      messages: told.map((person) =>
        tell(
          person,
          'transfer-accepted',
          { case: found.number, office: to },
          {
            caseId: found.id,
            ...(receiving.includes(person)
              ? { buttons: [{ act: 'assign', does: 'assign', having: { case: found.id } }] }
              : {}),
          },
        ),
      ),
      audited: [`case:${found.id}`],
      detail: { from, to },
    };
  },
});

/** The report follows its last case, so that questions to the reporter and declining lie where the work is. */
async function moveReferral({ db }: Room, found: FoundCase, to: string): Promise<void> {
  const left = await db.case.count({ where: { referralId: found.referralId, officeId: found.officeId } });
  if (left === 0) await db.referral.update({ where: { id: found.referralId }, data: { officeId: to } });
}

export const refuseTransfer = act('case.refuse-transfer', {
  input: answered,
  find: findTransfer,
  async perform({ db, now, by }, _wanted, { transfer, asked: found }) {
    mustBePending(transfer);
    await db.caseTransfer.update({ where: { id: transfer.id }, data: { refusedAt: now, refusedById: by.id } });
    const heads = await peopleToTell(db, transfer.fromOfficeId, ['head', 'stand-in'], found.id, now);
    const told = await notExcluded(db, [...heads, transfer.requestedById], found.id);
    return {
      result: { number: found.number },
      facts: [happened('case.transfer-refused', aCase(found.id), { detail: { to: transfer.toOfficeId } })],
      messages: told.map((person) =>
        tell(person, 'transfer-refused', { case: found.number, office: transfer.toOfficeId }, { caseId: found.id }),
      ),
      audited: [`case:${found.id}`],
    };
  },
});
