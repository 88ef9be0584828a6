import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { copyMime } from '../document/copy.ts';
import { refused } from '../errors.ts';
import { type FoundReport, findReport, mustBeReadable, readingOf } from './may-read.ts';
import { copyOf } from './read.ts';

const input = z.object({ caseId: z.uuid(), documentId: z.uuid() });
type Input = z.infer<typeof input>;

/** One file of a report, as the copy without location data. The original stays sealed: it is evidence. */
export const readDocument = act('referral.read', {
  input,
  find: findReport<Input>,
  async perform(room: Room, { documentId }: Input, found: FoundReport) {
    mustBeReadable(room.by, 'referral.read', found);
    const row = await room.db.document.findUnique({
      where: { id: documentId, referralId: found.one.referralId },
      select: { mime: true },
    });
    const bytes = row ? await copyOf(room, documentId) : null;
    if (!row || !bytes || bytes.length === 0) throw refused('not-found');
    return {
      result: { mime: copyMime(row.mime), bytes },
      audited: readingOf(found),
      detail: { referral: found.one.referralId, saw: 'document', document: documentId },
    };
  },
});
