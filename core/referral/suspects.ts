import type { Db } from '../store.ts';
import { type Keyring, matchScore, nameQuery } from '../vault.ts';

/** More than half of the longer name: a first name alone shuts nobody out. */
const enough = 0.5;

/**
 * People who work in an institution or office of this municipality and bear the suspect's name. Too many rather than
 * too few: the head of services can let somebody in again, but nobody can take back what a suspect has read.
 */
export async function peopleNamed(
  { db, keyring }: { db: Db; keyring: Keyring },
  name: string,
  officeId: string,
): Promise<string[]> {
  const query = nameQuery(keyring, name);
  if (query.length === 0) return [];
  const rows = await db.$queryRaw<{ id: string; tokens: string[] }[]>`
    SELECT p.id, array_agg(all_tokens.token) AS tokens
    FROM office o
    JOIN person p ON EXISTS (SELECT FROM role r JOIN office ro ON ro.id = r.office_id
        WHERE r.person_id = p.id AND ro.municipality_id = o.municipality_id)
      OR EXISTS (SELECT FROM institution i WHERE i.id = p.institution_id AND i.municipality_id = o.municipality_id)
    JOIN name_token all_tokens ON all_tokens.subject_type = 'person' AND all_tokens.subject_id = p.id
    WHERE o.id = ${officeId}::uuid AND p.id IN (
      SELECT subject_id FROM name_token WHERE subject_type = 'person' AND token = ANY(${query.flat()}::text[]))
    GROUP BY p.id`;
  return rows.filter((row) => matchScore(query, row.tokens) > enough).map((row) => row.id);
}
