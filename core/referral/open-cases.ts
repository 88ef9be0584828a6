import { aCase, type Happening, happened } from '../fact.ts';
import { newId } from '../id.ts';
import { type MessageWanted, tell } from '../message.ts';
import { dueAfter, type Reckoning } from '../obligations/calendar.ts';
import { ruleOf } from '../obligations/register.ts';
import { nextCaseNumber, type Office } from '../office.ts';
import type { Transaction } from '../store.ts';
import { inZone } from '../time.ts';
import type { Bytes } from '../vault/lock.ts';
import { type Keyring, nameTokens, newDataKey, seal } from '../vault.ts';
import { casesOfKnownChild, identityPlace } from './known-child.ts';
import { receiversOf } from './recipients.ts';
import { isWorstFormReport, type ReportedChild } from './report.ts';

/** A report of which cases are to be opened, one a child. */
export interface Reported {
  readonly referralId: string;
  readonly reporterId: string | null;
  readonly office: Office;
  readonly reckoning: Reckoning;
  readonly danger: boolean;
  readonly verified: boolean;
  readonly identifiedAt: Date;
  readonly codes: readonly string[];
  /** People who may be meant by the suspect's name. */
  readonly excluded: readonly string[];
}

export interface NewCase {
  readonly caseId: string;
  readonly childId: string;
  readonly number: string;
  readonly wrapped: Bytes;
  readonly sealedIdentity: Bytes;
  readonly tokens: readonly string[];
}

export interface Opened {
  readonly cases: readonly NewCase[];
  readonly facts: readonly Happening[];
  readonly messages: readonly MessageWanted[];
}

interface Room {
  readonly db: Transaction;
  readonly keyring: Keyring;
  readonly now: Date;
}

/** Numbers, seals and announces a case for each child. The caller writes the rows. */
export async function openCases(room: Room, reported: Reported, children: readonly ReportedChild[]): Promise<Opened> {
  const { db, keyring, now } = room;
  const { office, referralId } = reported;
  const year = inZone(now, office.zone).year;
  const told = await receiversOf(db, office.id, new Set(reported.excluded), now);
  const cases: NewCase[] = [];
  const messages: MessageWanted[] = [];
  for (const child of children) {
    const one = { ...sealedChild(keyring, child), caseId: newId(), number: await nextCaseNumber(db, office, year) };
    cases.push(one);
    messages.push(...told.map((to) => arrival(reported, one, to, now)));
    const known = await casesOfKnownChild(room, child, office.id, reported.reporterId);
    messages.push(
      ...known
        .filter(({ managerId }) => !reported.excluded.includes(managerId))
        .map(({ caseId, number, managerId }) =>
          tell(managerId, 'referral-same-child', { case: number, other: one.number }, { caseId }),
        ),
    );
  }
  return { cases, messages, facts: cases.flatMap(({ caseId }) => factsOfCase(caseId, reported, referralId)) };
}

function factsOfCase(caseId: string, { danger, identifiedAt, codes }: Reported, referralId: string): Happening[] {
  const subject = aCase(caseId);
  const detail = { referral: referralId };
  return [
    happened('child.identified', subject, { happenedAt: identifiedAt, detail }),
    happened('case.referred', subject, { detail }),
    ...(danger ? [happened('danger.reported', subject, { detail })] : []),
    ...(isWorstFormReport(codes) ? [happened('wfcl.suspected', subject, { detail })] : []),
  ];
}

function arrival(
  { reckoning, danger, verified }: Reported,
  { caseId, number }: NewCase,
  to: string,
  now: Date,
): MessageWanted {
  const having = { case: caseId };
  const dueAt = dueAfter(now, ruleOf('case-manager-24h').limit, reckoning);
  const words = { danger: danger ? 'yes' : 'no', verified: verified ? 'yes' : 'no' };
  // With danger, the one confirmation is also the receipt.
  const does = [danger ? 'confirm-danger' : 'receive', 'assign', 'read-report', 'see-whom', 'more'];
  return tell(
    to,
    'referral-arrived',
    { case: number, at: now.toISOString(), due: dueAt.toISOString(), ...words },
    { caseId, buttons: does.map((one) => ({ act: actWords[one] ?? one, does: one, having })) },
  );
}

const actWords: Readonly<Record<string, string>> = { receive: 'i-have-it', 'confirm-danger': 'i-have-it' };

function sealedChild(keyring: Keyring, child: ReportedChild): Omit<NewCase, 'caseId' | 'number'> {
  const childId = newId();
  const { key, wrapped } = newDataKey(keyring, { type: 'child', id: childId });
  return {
    childId,
    wrapped,
    sealedIdentity: seal(key, identityPlace(childId), child),
    tokens: child.name ? nameTokens(keyring, child.name) : [],
  };
}
