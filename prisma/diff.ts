import type { DiffTarget } from '@prisma/schema-engine-wasm';
import { onThrowAwayDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { openSchemaEngine } from './schema-engine.ts';

type Diff = Readonly<{ server: string; schema: string; folder?: string }>;

const filters = { externalTables: [], externalEnums: [] };

/** SQL that takes an empty database to the schema (the text of schema.prisma). `server` is any database on it. */
export function creationOf({ server, schema }: Diff): Promise<string> {
  return onThrowAwayDatabase(server, (url) => scriptTo(schema, url, { tag: 'empty' }));
}

/** SQL that takes a database with the migrations of `folder` to the schema; empty when there is nothing to do. */
export function changesTo({ server, schema, folder }: Diff): Promise<string> {
  // Not `from: migrations`: the engine's shadow connection would run them in the real database.
  return onThrowAwayDatabase(server, async (url) => {
    await migrate(url, folder ? { folder } : {});
    return scriptTo(schema, url, { tag: 'schemaDatasource', files: filesOf(schema), configDir: '' });
  });
}

async function scriptTo(schema: string, url: string, from: DiffTarget) {
  const { engine, close } = await openSchemaEngine(url, schema);
  try {
    const to = { tag: 'schemaDatamodel' as const, files: filesOf(schema) };
    const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters });
    return stdout?.includes('This is an empty migration') ? '' : (stdout ?? '');
  } finally {
    await close();
  }
}

const filesOf = (content: string) => [{ path: 'schema.prisma', content }];
