import { Prisma } from '../../prisma/client/generated/client.ts';
import type { Door } from '../door.ts';
import { tell } from '../message.ts';
import { outsideQuietHours } from '../obligations/quiet-hours.ts';
import { type Written, writeMessages } from '../outbox/write.ts';
import type { Store } from '../store.ts';
import { inZone, toInstant } from '../time.ts';
import { discardDraft } from './discard.ts';

/** Wall-clock days after a draft was last touched. */
const remindAfter = 1;
const warnAfter = 13;
export const deleteAfter = 14;
const zone = 'Europe/Belgrade';

export interface ChoreParts {
  readonly store: Store;
  readonly door: Pick<Door, 'byTime'>;
  readonly onOwed: (written: readonly Written[]) => void;
}

type Due = { readonly does: 'remind' | 'warn' | 'delete'; readonly at: Date };

/** An open draft without its answers: what its next step is, and when. */
interface Waiting {
  readonly id: string;
  readonly personId: string;
  readonly touchedAt: Date;
  readonly remindedAt: Date | null;
  readonly warnedAt: Date | null;
  readonly quietFrom: string;
  readonly quietTo: string;
}

const open = Prisma.sql`
  SELECT d.id, d.person_id AS "personId", d.touched_at AS "touchedAt", d.reminded_at AS "remindedAt",
    d.warned_at AS "warnedAt", p.quiet_from AS "quietFrom", p.quiet_to AS "quietTo"
  FROM draft d JOIN person p ON p.id = d.person_id
  WHERE d.sent_at IS NULL AND d.discarded_at IS NULL`;

/** Of the open ones those whose step may have come. A day is two hours shorter here than it ever is: who is let in is looked at. */
function perhapsDue(now: Date): Prisma.Sql {
  const before = (days: number) => new Date(now.getTime() - (days * 24 - 2) * 3_600_000);
  return Prisma.sql`${open} AND d.touched_at <= ${before(remindAfter)} AND (d.reminded_at IS NULL
    OR (d.warned_at IS NULL AND d.touched_at <= ${before(warnAfter)})
    OR (d.warned_at <= ${before(deleteAfter - warnAfter)} AND d.touched_at <= ${before(deleteAfter)}))`;
}

/**
 * A draft that is left alone: its author is reminded once, without content, hears the day before that it will be deleted,
 * and then it is. Each at most once, however often it is asked.
 */
export function draftChores({ store, door, onOwed }: ChoreParts) {
  const dueOf = (draft: Waiting): Due => {
    const after = (days: number) => toInstant(inZone(draft.touchedAt, zone).add({ days }));
    const awake = (at: Date) => outsideQuietHours(at, { from: draft.quietFrom, to: draft.quietTo, zone });
    if (!draft.remindedAt) return { does: 'remind', at: awake(after(remindAfter)) };
    if (!draft.warnedAt) return { does: 'warn', at: awake(after(warnAfter)) };
    // A warning that came late is given its day all the same.
    const warned = toInstant(inZone(draft.warnedAt, zone).add({ days: deleteAfter - warnAfter }));
    return { does: 'delete', at: new Date(Math.max(warned.getTime(), after(deleteAfter).getTime())) };
  };

  const remind = async (draft: Waiting, does: 'remind' | 'warn', now: Date): Promise<void> => {
    const done = does === 'remind' ? { remindedAt: now } : { warnedAt: now };
    const written = await store.$transaction(async (db) => {
      // Untouched and unreminded since it was read, or somebody else was quicker.
      const { count } = await db.draft.updateMany({
        where: {
          id: draft.id,
          sentAt: null,
          discardedAt: null,
          touchedAt: draft.touchedAt,
          remindedAt: draft.remindedAt,
          warnedAt: draft.warnedAt,
        },
        data: done,
      });
      if (count === 0) return [];
      const kept = toInstant(inZone(draft.touchedAt, zone).add({ days: deleteAfter }));
      const message = tell(
        draft.personId,
        'draft-waiting',
        { deletes: kept.toISOString(), last: does === 'warn' ? 'yes' : 'no' },
        { buttons: [{ act: 'resume-draft', does: 'resume-draft', having: { draft: draft.id } }] },
      );
      return writeMessages(db, [message], now);
    });
    onOwed(written);
  };

  return [
    {
      name: 'drafts',
      async perform(now: Date): Promise<number> {
        let done = 0;
        for (const draft of await store.$queryRaw<Waiting[]>(perhapsDue(now))) {
          const due = dueOf(draft);
          if (due.at.getTime() > now.getTime()) continue;
          if (due.does === 'delete') await door.byTime(discardDraft, draft.personId, { draftId: draft.id });
          else await remind(draft, due.does, now);
          done += 1;
        }
        return done;
      },
      async nextAt(after: Date): Promise<Date | null> {
        const instants = (await store.$queryRaw<Waiting[]>(open))
          .map((draft) => dueOf(draft).at)
          .filter((at) => at.getTime() > after.getTime());
        return instants.length === 0 ? null : new Date(Math.min(...instants.map((at) => at.getTime())));
      },
    },
  ];
}
