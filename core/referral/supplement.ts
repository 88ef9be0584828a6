import { z } from 'zod';
import { act, type Room } from '../act.ts';
import { type Answers, answersOf, openDraft } from '../draft/draft.ts';
import { refused } from '../errors.ts';
import { aCase, aReferral, happened } from '../fact.ts';
import { tell } from '../message.ts';
import { officeById, reckoningOf } from '../office.ts';
import { nameTokens, openJson, seal } from '../vault.ts';
import { keyOf } from '../vault-store.ts';
import { identityPlace } from './known-child.ts';
import { readButtons } from './may-read.ts';
import { openCases } from './open-cases.ts';
import { type OwnReferral, ownReferral } from './own-referral.ts';
import { receiversOf } from './recipients.ts';
import { childrenOf, codesOf, isWorstFormReport, type ReportedChild } from './report.ts';
import { answersPlace } from './send.ts';
import { peopleNamed } from './suspects.ts';
import { writeCases } from './write.ts';

const input = z.object({ referralId: z.uuid(), draftId: z.uuid() });

/**
 * Adds to a report what its reporter learned or had no time to say: more on the child, further children (each a case of
 * its own), a suspect. The office hears that something was added, not what.
 */
export const supplementReferral = act('referral.supplement', {
  input,
  async find(room: Room, wanted: z.infer<typeof input>) {
    const { found, matter } = await ownReferral(room, wanted);
    const draft = await openDraft(room.db, wanted.draftId);
    if (draft.personId !== room.by.id) throw refused('draft-not-found');
    return { found: { ...found, draft }, matter };
  },
  async perform(room, { draftId }, { referral, cases, draft }) {
    const { db, now, by } = room;
    const key = await keyOf(room, { type: 'referral', id: referral.id });
    const before = openJson<Answers>(key, answersPlace(referral.id), referral.sealedAnswers);
    const added = await answersOf(room, draft);
    const answers: Answers = {
      ...before,
      ...Object.fromEntries(Object.entries(added).filter(([, value]) => value !== null)),
    };
    await db.referral.update({
      where: { id: referral.id },
      data: { sealedAnswers: seal(key, answersPlace(referral.id), answers) },
    });
    await db.draft.update({ where: { id: draftId }, data: { sentAt: now } });
    await db.document.updateMany({ where: { draftId }, data: { referralId: referral.id } });
    const open = cases.filter((one) => !one.closedAt);
    const named = await newlyNamed(room, referral, before, answers);
    const shutOut = [...named, ...cases.flatMap((one) => one.exclusions.map(({ personId }) => personId))];
    await db.exclusion.createMany({
      data: open.flatMap(({ id }) =>
        named.map((personId) => ({ caseId: id, personId, reason: 'suspected', at: now, byId: by.id })),
      ),
      skipDuplicates: true,
    });
    const children = childrenOf(answers);
    await describe(room, cases, children);
    const office = await officeById(db, referral.officeId);
    const reported = {
      referralId: referral.id,
      reporterId: referral.reporterId,
      office,
      reckoning: await reckoningOf(db, office),
      danger: referral.danger,
      verified: referral.verified,
      identifiedAt: referral.identifiedAt,
      codes: codesOf(answers),
      excluded: [...new Set(shutOut)],
    };
    const opened = await openCases(room, reported, children.slice(cases.length));
    await writeCases(db, opened.cases, { ...reported, officeId: office.id, byId: by.id, now });
    const worse = isWorstFormReport(codesOf(answers)) && !isWorstFormReport(codesOf(before));
    const told = await receiversOf(db, office.id, new Set(shutOut), now);
    return {
      result: { reference: referral.reference, cases: opened.cases.map(({ number }) => number) },
      facts: [
        happened('referral.supplemented', aReferral(referral.id), { detail: { draft: draftId } }),
        ...(worse
          ? open.map(({ id }) => happened('wfcl.suspected', aCase(id), { detail: { referral: referral.id } }))
          : []),
        ...opened.facts,
      ],
      messages: [
        ...open.flatMap((one) =>
          [...new Set([...told, one.managerId].filter((id) => id !== null))]
            .filter((id) => !shutOut.includes(id))
            .map((to) =>
              tell(
                to,
                'referral-supplemented',
                { case: one.number, at: now.toISOString() },
                {
                  caseId: one.id,
                  buttons: readButtons(one, to),
                },
              ),
            ),
        ),
        ...opened.messages,
      ],
      audited: [...cases.map(({ id }) => `case:${id}`), ...opened.cases.map(({ caseId }) => `case:${caseId}`)],
      detail: { draft: draftId },
      fresh: opened.cases.map(({ caseId }) => caseId),
    };
  },
});

async function newlyNamed(room: Room, referral: OwnReferral, before: Answers, answers: Answers): Promise<string[]> {
  const name = answers['suspectName'];
  if (typeof name !== 'string' || name === before['suspectName']) return [];
  return (await peopleNamed(room, name, referral.officeId)).filter((id) => id !== room.by.id);
}

/** What is now known of the children whose cases are open already, in the order in which they were reported. */
async function describe(
  { db, keyring }: Room,
  cases: OwnReferral['cases'],
  children: readonly ReportedChild[],
): Promise<void> {
  for (const [index, one] of cases.entries()) {
    const child = children[index];
    if (!child || (child.name === null && child.birth === null && child.sex === null)) continue;
    const key = await keyOf({ db, keyring }, { type: 'child', id: one.childId });
    await db.child.update({
      where: { id: one.childId },
      data: { sealedIdentity: seal(key, identityPlace(one.childId), child) },
    });
    if (!child.name) continue;
    await db.nameToken.deleteMany({ where: { subjectType: 'child', subjectId: one.childId } });
    await db.nameToken.createMany({
      data: nameTokens(keyring, child.name).map((token) => ({ token, subjectType: 'child', subjectId: one.childId })),
    });
  }
}
