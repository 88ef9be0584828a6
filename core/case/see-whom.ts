import { z } from 'zod';
import { act } from '../act.ts';
import { realClock } from '../clock.ts';
import { makeLink } from '../link.ts';
import { namesAround } from './child.ts';
import { findCase } from './find-case.ts';

const input = z.object({ caseId: z.uuid() });

/**
 * Whom a case concerns: names only, so that somebody can say whether there is a conflict of interest before taking it.
 * Shown on a page, never in a chat; each look is audited.
 */
export const seeWhom = act('case.see-whom', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform(room, _wanted, found) {
    return {
      result: { number: found.number, names: await namesAround(room, found, room.by.id) },
      audited: [`case:${found.id}`],
      detail: { saw: 'names' },
    };
  },
});

/** A personal link to the page of `seeWhom`, for a chat. Returns the link's id. */
export const linkToWhom = act('case.see-whom', {
  input,
  find: (room, { caseId }: z.infer<typeof input>) => findCase(room, caseId),
  async perform({ db, keyring, by }, { caseId }, found) {
    // Links live by the real clock, also where the clock of the cases is moved.
    const link = await makeLink(db, keyring, { personId: by.id, purpose: { does: 'whom', caseId } }, realClock.now());
    return { result: { number: found.number, link }, audited: [`case:${found.id}`], detail: { link: true } };
  },
});
