import { once } from './database.ts';

/** Not brought by an extension. */
const ownOnly = (catalogue: string) =>
  `NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '${catalogue}'::regclass AND d.objid = o.oid AND d.deptype = 'e')`;

/** Whether there is no such database on the server. */
export const isMissing = (url: string): Promise<boolean> =>
  once(url, async () => false).catch((failed: unknown) => {
    if ((failed as { code?: string }).code === '3D000') return true;
    throw failed;
  });

/** Nothing is stored in it, in no schema: neither tables nor functions. */
export async function isEmpty(url: string): Promise<boolean> {
  const found = await once(url, (client) =>
    client.query(`
      SELECT 1 FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
      WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND ${ownOnly('pg_class')}
      UNION ALL SELECT 1 FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
      WHERE n.nspname = 'public' AND ${ownOnly('pg_proc')} LIMIT 1`),
  );
  return found.rowCount === 0;
}

/** Takes back what a restore that failed has made in schema public, which was empty before it. */
export async function emptyAgain(url: string): Promise<void> {
  await once(url, (client) =>
    client.query(`
      DO $$ DECLARE one text; BEGIN
        FOR one IN SELECT format('%I.%I', 'public', o.relname) FROM pg_class o
          WHERE o.relnamespace = 'public'::regnamespace AND o.relkind IN ('r', 'p') AND ${ownOnly('pg_class')}
        LOOP EXECUTE 'DROP TABLE ' || one || ' CASCADE'; END LOOP;
        FOR one IN SELECT o.oid::regprocedure::text FROM pg_proc o
          WHERE o.pronamespace = 'public'::regnamespace AND ${ownOnly('pg_proc')}
        LOOP EXECUTE 'DROP ROUTINE ' || one || ' CASCADE'; END LOOP;
      END; $$`),
  );
}
