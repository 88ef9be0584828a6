import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { realClock } from '../clock.ts';
import type { Answers } from '../draft/draft.ts';
import { makeLink } from '../link.ts';
import { openJson } from '../vault.ts';
import { keyOf, openName } from '../vault-store.ts';
import { type FoundReport, findReport, mustBeReadable, readingOf } from './may-read.ts';
import { answersPlace } from './send.ts';

const input = z.object({ caseId: z.uuid() });
type Input = z.infer<typeof input>;

/** Null is what nobody knows or said. */
export interface RevealedReporter {
  readonly number: string;
  readonly name: string | null;
  readonly contact: string | null;
  readonly institution: string | null;
  readonly verified: boolean;
  /** Called or came in: an officer wrote the report down. */
  readonly recordedFor: boolean;
}

/** Who reported, and how to reach that person. A right and an entry of its own: a reporter is protected like a child. */
export const revealReporter = act('referral.reveal-reporter', {
  input,
  find: findReport<Input>,
  async perform(room: Room, _wanted: Input, found: FoundReport) {
    mustBeReadable(room.by, 'referral.reveal-reporter', found);
    const { number, referral } = found.one;
    const key = await keyOf(room, { type: 'referral', id: referral.id });
    const answers = openJson<Answers>(key, answersPlace(referral.id), referral.sealedAnswers);
    const person = referral.reporterId
      ? await room.db.person.findUnique({ where: { id: referral.reporterId }, include: { institution: true } })
      : null;
    const known = person?.sealedName ? openName(room.keyring, person.id, person.sealedName) : null;
    const result: RevealedReporter = {
      number,
      name: known ?? said(answers['reporterName']),
      contact: said(answers['contact']),
      institution: person?.institution?.name ?? null,
      verified: referral.verified,
      recordedFor: referral.reporterId === null,
    };
    return { result, audited: readingOf(found), detail: { referral: referral.id, saw: 'reporter' } };
  },
});

/** A personal link to the page of `revealReporter`. Returns the link's id. */
export const linkToReporter = act('referral.reveal-reporter', {
  input,
  find: findReport<Input>,
  async perform({ db, keyring, by }: Room, { caseId }: Input, found: FoundReport) {
    mustBeReadable(by, 'referral.reveal-reporter', found);
    const wanted = { personId: by.id, purpose: { does: 'reporter', caseId } } as const;
    const link = await makeLink(db, keyring, wanted, realClock.now());
    return { result: { link }, audited: [`case:${caseId}`], detail: { link: true } };
  },
});

const said = (answer: unknown): string | null => (typeof answer === 'string' && answer !== '' ? answer : null);
