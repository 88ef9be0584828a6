import { refused } from '../errors.ts';
import type { Db } from '../store.ts';

const mostADay = 3;
const day = 24 * 3_600_000;

/** Reports without danger, of somebody who came without an invite. Danger is never held back. */
export async function mustNotBeTooMany(db: Db, personId: string, now: Date): Promise<void> {
  const since = new Date(now.getTime() - day);
  const sent = await db.referral.findMany({
    where: { recordedById: personId, danger: false, referredAt: { gt: since } },
    select: { referredAt: true },
    orderBy: { referredAt: 'asc' },
  });
  const [first] = sent;
  if (first && sent.length >= mostADay) {
    throw refused('rate-limited', { most: mostADay, at: new Date(first.referredAt.getTime() + day).toISOString() });
  }
}
