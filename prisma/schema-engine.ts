import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** Neither lib.es2023 nor @types/node 20 knows WebAssembly; this is what is used of it. */
const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
type Wasm = {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, object>) => { exports: { __wbindgen_start(): void } };
};

/**
 * Prisma's schema engine on one database, as WebAssembly from npm: the ordinary command line would download a native one.
 * `datamodel` is the text of schema.prisma where the engine needs it. Close it, or its connection stays open.
 */
export async function openSchemaEngine(url: string, datamodel?: string) {
  await instantiate();
  // A change of a table that waits for its lock lets nobody else at the table meanwhile: it gives up and comes again.
  const pool = new pg.Pool({ connectionString: url, max: 2, lock_timeout: 3_000 });
  pool.on('error', () => {});
  let failure: unknown;
  const adapter = bindMigrationAwareSqlAdapterFactory(
    adapterFor(pool, (failed) => {
      failure = failed;
    }),
  );
  const datamodels: [string, string][] | undefined = datamodel ? [['schema.prisma', datamodel]] : undefined;
  const engine: SchemaEngine = await bindings.SchemaEngine.new({ datamodels }, () => {}, adapter);
  return {
    engine,
    /** The error of Postgres on the last script, of which the engine only says "external error". */
    scriptFailure: () => failure,
    async close(): Promise<void> {
      engine.free();
      await pool.end();
    },
  };
}

/**
 * PrismaPg with two things put right for migrations. It cuts a script at every semicolon, inside functions too, and
 * commits each piece: sent whole, Postgres runs it as one transaction, all of it or nothing. And it does not know the
 * type "char" of the system catalogue, which the engine reads to describe a live database.
 */
function adapterFor(pool: pg.Pool, onScriptFailure: (failed: unknown) => void) {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connected = await connect();
    const io = connected as unknown as { performIO(query: unknown): Promise<pg.QueryArrayResult> };
    const performIO = io.performIO.bind(connected);
    const queryRaw = connected.queryRaw.bind(connected);
    const characters = new WeakMap<object, number[]>();
    io.performIO = async (query) => {
      const result = await performIO(query);
      characters.set(
        query as object,
        result.fields.flatMap((field, at) => (field.dataTypeID === CHAR ? [at] : [])),
      );
      for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
      return result;
    };
    connected.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const at of characters.get(query) ?? []) result.columnTypes[at] = ColumnTypeEnum.Character;
      return result;
    };
    connected.executeScript = async (script) => {
      await pool.query(script).catch((failed: unknown) => {
        onScriptFailure(failed);
        throw failed;
      });
    };
    return connected;
  };
  return factory;
}

/** Numbers of types in Postgres. */
const CHAR = 18;
const TEXT = 25;

let instance: Promise<void> | undefined;

function instantiate(): Promise<void> {
  instance ??= (async () => {
    const file = createRequire(import.meta.url)
      .resolve('@prisma/schema-engine-wasm')
      .replace(/\.js$/, '_bg.wasm');
    const { exports } = new Instance(new Module(await readFile(file)), { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(exports);
    exports.__wbindgen_start();
  })();
  return instance;
}
