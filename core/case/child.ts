import { identityPlace } from '../referral/known-child.ts';
import type { ReportedChild } from '../referral/report.ts';
import { openJson } from '../vault.ts';
import { keyOf, type VaultRoom } from '../vault-store.ts';

/** Opens the vault: whoever calls does so inside an act that is audited. */
export async function childIdentity(room: VaultRoom, childId: string): Promise<ReportedChild> {
  const row = await room.db.child.findUniqueOrThrow({ where: { id: childId } });
  const key = await keyOf(room, { type: 'child', id: childId });
  return openJson<ReportedChild>(key, identityPlace(childId), row.sealedIdentity);
}

/** By which names somebody knows whether this is a relative: the child's, then of the children reported with it. */
export async function namesAround(
  room: VaultRoom,
  one: { readonly childId: string; readonly referralId: string },
  readerId: string,
): Promise<string[]> {
  const others = await room.db.case.findMany({
    where: {
      referralId: one.referralId,
      childId: { not: one.childId },
      exclusions: { none: { personId: readerId } },
    },
    orderBy: { number: 'asc' },
  });
  const names: string[] = [];
  for (const childId of [one.childId, ...others.map((other) => other.childId)]) {
    const { name } = await childIdentity(room, childId);
    if (name) names.push(name);
  }
  return names;
}
