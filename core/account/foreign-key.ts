import { ConfigError } from '../config.ts';
import type { Db } from '../store.ts';
import type { Keyring } from '../vault.ts';

/**
 * With a key that never sealed anything here nobody would be recognised, and what is written from now on would be lost to
 * the right one. Somebody who mistyped the key, or made a new one in its place, hears it before that.
 * @throws ConfigError when people are known here and VAULT_KEY opens the name of none of them
 */
export async function refuseForeignKey(db: Db, { all }: Keyring): Promise<void> {
  const ids = all.map(({ id }) => id);
  // Version and form come first in what is sealed, then the id of the key.
  const [row] = await db.$queryRaw<{ foreign: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM person WHERE sealed_name IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM person
      WHERE encode(substring(sealed_name FROM 3 FOR 6), 'hex') = ANY(${ids}::text[])) AS "foreign"`;
  if (row?.foreign)
    throw new ConfigError(['VAULT_KEY is not the key of this database: it opens nothing that is in it']);
}
