import { matterOf } from '../../core/case/find-case.ts';
import { caseSeen, type SeenCase } from '../../core/case/read.ts';
import { refused } from '../../core/errors.ts';
import { type ActName, may } from '../../core/permission.ts';
import type { Having, Turn } from './turn.ts';

/** The case of a button, for people who may see it: whoever else is told that there is none. */
export async function caseOf(turn: Turn, having: Having): Promise<SeenCase> {
  const found = await caseSeen(turn.db, turn.by, { id: String(having['case']) });
  if (!found) throw refused('case-not-found');
  return found;
}

/** Asked before a list or a form is shown, so that nobody fills in what the door will refuse. The door asks again. */
export async function mayReachCase(turn: Turn, having: Having, act: ActName): Promise<SeenCase> {
  const found = await caseOf(turn, having);
  if (!may(turn.by, act, matterOf(found, false))) throw refused('not-allowed');
  if (found.closedAt) throw refused('case-closed', { at: found.closedAt.toISOString() });
  return found;
}
