import { matchScore, nameQuery } from '../vault.ts';
import type { VaultRoom } from '../vault-store.ts';
import { childIdentity } from './child.ts';

/** An open case whose child may be the same one. */
export interface PossibleMatch {
  readonly id: string;
  readonly number: string;
  readonly managerId: string | null;
  readonly danger: boolean;
  /** 1: the same name; 0.5: a first name alone against a full name. */
  readonly score: number;
}

/**
 * Open cases of the same office whose child has the same name in any spelling, best first. Found by keyed tokens: no
 * other child's identity is opened. Whether it is the same child is for the head to say.
 */
export async function possibleMatches(
  room: VaultRoom,
  one: { readonly id: string; readonly officeId: string; readonly childId: string },
): Promise<PossibleMatch[]> {
  const { name } = await childIdentity(room, one.childId);
  const query = name ? nameQuery(room.keyring, name) : [];
  if (query.length === 0) return [];
  const rows = await room.db.$queryRaw<MatchRow[]>`
    SELECT c.id, c.number, c.manager_id, c.danger, array_agg(all_tokens.token) AS tokens
    FROM "case" c JOIN name_token all_tokens ON all_tokens.subject_type = 'child' AND all_tokens.subject_id = c.child_id
    WHERE c.office_id = ${one.officeId}::uuid AND c.id <> ${one.id}::uuid AND c.closed_at IS NULL
      AND c.child_id IN (SELECT subject_id FROM name_token WHERE subject_type = 'child' AND token = ANY(${query.flat()}::text[]))
    GROUP BY c.id, c.number, c.manager_id, c.danger`;
  return rows
    .map(({ id, number, manager_id: managerId, danger, tokens }) => ({
      id,
      number,
      managerId,
      danger,
      score: matchScore(query, tokens),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.number < b.number ? -1 : 1));
}

interface MatchRow {
  readonly id: string;
  readonly number: string;
  readonly manager_id: string | null;
  readonly danger: boolean;
  readonly tokens: string[];
}
