import { newId } from '../../../core/id.ts';
import type { ButtonWanted } from '../../../core/message.ts';
import type { Store } from '../../../core/store.ts';
import { shortId } from '../../../core/vault.ts';

/** A button that stands on a desk: its id comes back when it is tapped, and means what its row says. */
export interface Standing {
  readonly id: string;
  readonly wanted: ButtonWanted;
}

interface Owner {
  readonly personId: string;
  readonly accountId: string;
}

/**
 * The rows of a desk's buttons, all under one message row of the account that is never sent. A button that stood there before is the
 * same row again, so that drawing the desk anew adds nothing; what does not stand there any more is gone.
 */
export async function standingButtons(
  store: Store,
  owner: Owner,
  wanted: readonly ButtonWanted[],
  now: Date,
): Promise<Standing[]> {
  const messageId = await deskRow(store, owner, now);
  const rows = await store.button.findMany({ where: { messageId }, select: { id: true, intent: true } });
  const before = new Map(rows.map(({ id, intent }) => [key(intent), id]));
  const standing = wanted.map((one) => ({ id: before.get(key(intentOf(one))) ?? shortId(), wanted: one }));
  const kept = standing.map(({ id }) => id);
  const isNew = new Set(kept.filter((id) => !rows.some((row) => row.id === id)));
  await store.$transaction([
    store.button.deleteMany({ where: { messageId, id: { notIn: kept } } }),
    store.button.updateMany({ where: { messageId, usedAt: { not: null } }, data: { usedAt: null } }),
    store.button.createMany({
      data: standing
        .filter(({ id }) => isNew.has(id))
        .map(({ id, wanted: one }, position) => ({
          id,
          messageId,
          personId: owner.personId,
          position,
          act: one.act,
          intent: intentOf(one),
          label: labelOf(one),
          params: (one.params ?? {}) as object,
        })),
    }),
  ]);
  return standing;
}

export const labelOf = ({ label, does }: ButtonWanted): string => label ?? `button.${does}`;

const intentOf = ({ does, having }: ButtonWanted) => ({ does, ...having });

/** The database keeps no order of names. */
const key = (intent: unknown): string => JSON.stringify(Object.entries(intent as object).sort());

const place = 'home';

async function deskRow(store: Store, { personId, accountId }: Owner, now: Date): Promise<string> {
  const found = await store.message.findFirst({
    where: { accountId, personId, kind: 'desk', field: place },
    select: { id: true },
  });
  if (found) return found.id;
  const id = newId();
  // Of a template that says nothing: where a button of a message is used, the message is said once more.
  const said = { template: 'answer', params: { lines: [] }, sentAt: now };
  await store.message.create({
    data: { id, personId, accountId, kind: 'desk', field: place, lane: 'answer', createdAt: now, ...said },
  });
  return id;
}
