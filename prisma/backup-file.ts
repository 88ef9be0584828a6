import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { BackupError } from './backup-error.ts';
import { framed, framesIn } from './backup-frame.ts';

const table = z.object({ name: z.string(), columns: z.array(z.string()), key: z.array(z.string()) });

/** What stands at the head of the file. `keys`: ids of the keys of VAULT_KEY that it needs; the keys themselves are not in it. */
const header = z.object({
  format: z.literal(1),
  version: z.string(),
  takenAt: z.iso.datetime(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  keys: z.array(z.string()),
  tables: z.array(table),
});
const tableEnd = z.object({ rows: z.int(), sha256: z.string() });
const sequence = z.object({ name: z.string(), last: z.string(), called: z.boolean() });
/** What stands at its end: without it, the file was cut. `sha256` is of everything before. */
const footer = z.object({ sequences: z.array(sequence), rows: z.int(), sha256: z.string() });

export type BackupTable = Readonly<z.infer<typeof table>>;
export type BackupHeader = Readonly<z.infer<typeof header>>;
export type Sequence = Readonly<z.infer<typeof sequence>>;

/** The file piece by piece, as it is written and read: a table, its rows as COPY gives and takes them, its end. */
export type Part =
  | { readonly is: 'header'; readonly header: BackupHeader }
  | { readonly is: 'table'; readonly table: BackupTable }
  | { readonly is: 'rows'; readonly bytes: Buffer }
  | { readonly is: 'table-end'; readonly rows: number; readonly sha256: string }
  | { readonly is: 'footer'; readonly sequences: readonly Sequence[]; readonly rows: number };

const json = (value: object) => Buffer.from(JSON.stringify(value));

/** The bytes of a backup, before they are compressed. */
export async function* written(parts: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  const whole = createHash('sha256');
  for await (const part of parts) {
    for (const frame of framesOf(part, () => whole.copy().digest('hex'))) {
      whole.update(frame);
      yield frame;
    }
  }
}

function framesOf(part: Part, soFar: () => string): Buffer[] {
  if (part.is === 'header') return framed('H', json(part.header));
  if (part.is === 'table') return framed('T', json({ name: part.table.name }));
  if (part.is === 'rows') return framed('D', part.bytes);
  if (part.is === 'table-end') return framed('E', json({ rows: part.rows, sha256: part.sha256 }));
  return framed('F', json({ sequences: part.sequences, rows: part.rows, sha256: soFar() }));
}

const damaged = (why: string, cause?: unknown) =>
  new BackupError(`The backup is damaged or cut short: ${why}. Nothing was restored from it.`, { cause });

/** Reads a backup and holds each part against its hash. @throws BackupError before the part that does not hold is given */
export async function* readBackup(file: string): AsyncGenerator<Part> {
  const whole = createHash('sha256');
  let tables: BackupTable[] | undefined;
  let open: { readonly hash: ReturnType<typeof createHash>; rows: number } | undefined;
  let rows = 0;
  let complete = false;
  for await (const { kind, payload, bytes } of unzipped(file)) {
    if (complete) throw damaged('something follows its end');
    if ((kind === 'H') === (tables !== undefined)) throw damaged('its parts are out of order');
    const before = whole.copy();
    whole.update(bytes);
    if (kind === 'H') {
      const read = parsed(header, payload);
      tables = [...read.tables];
      yield { is: 'header', header: read };
    } else if (kind === 'T' && !open) {
      const next = tables?.shift();
      if (!next || parsed(z.object({ name: z.string() }), payload).name !== next.name)
        throw damaged('a table is missing');
      open = { hash: createHash('sha256'), rows: 0 };
      yield { is: 'table', table: next };
    } else if (kind === 'D' && open) {
      open.hash.update(payload);
      open.rows += rowsIn(payload);
      yield { is: 'rows', bytes: payload };
    } else if (kind === 'E' && open) {
      const said = parsed(tableEnd, payload);
      if (said.rows !== open.rows || said.sha256 !== open.hash.digest('hex')) throw damaged('rows were changed');
      rows += said.rows;
      open = undefined;
      yield { is: 'table-end', ...said };
    } else if (kind === 'F' && !open) {
      const said = parsed(footer, payload);
      if (tables?.length || said.rows !== rows) throw damaged('a table is missing');
      if (said.sha256 !== before.digest('hex')) throw damaged('its hash does not fit');
      complete = true;
      yield { is: 'footer', sequences: said.sequences, rows };
    } else throw damaged('its parts are out of order');
  }
  if (!complete) throw damaged('its end is missing');
}

/** COPY writes a line for each row, and a line break in a value as \n. */
export function rowsIn(bytes: Buffer): number {
  let rows = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) rows += 1;
  return rows;
}

async function* unzipped(file: string) {
  const source = createReadStream(file);
  // In pieces as long as a frame: shorter ones would have each frame put together many times over.
  const unzip = createGunzip({ chunkSize: 1 << 20 });
  source.on('error', (failed) => unzip.destroy(failed));
  try {
    yield* framesIn(source.pipe(unzip));
  } catch (fault) {
    if (fault instanceof BackupError) throw fault;
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
      throw new BackupError(`The file cannot be read (${code}).`);
    throw damaged('it does not unpack', fault);
  } finally {
    source.destroy();
    unzip.destroy();
  }
}

function parsed<Value>(shape: z.ZodType<Value>, payload: Buffer): Value {
  try {
    return shape.parse(JSON.parse(payload.toString()));
  } catch (cause) {
    throw damaged('what it says of itself cannot be read, or it was made by a newer Tryeza', cause);
  }
}

export interface BackupSummary {
  readonly header: BackupHeader;
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[];
  readonly rows: number;
}

/** Reads the whole file and holds it against itself. @throws BackupError */
export async function checkBackup(file: string): Promise<BackupSummary> {
  const tables: { name: string; rows: number; sha256: string }[] = [];
  let head: BackupHeader | undefined;
  let name = '';
  let rows = 0;
  for await (const part of readBackup(file)) {
    if (part.is === 'header') head = part.header;
    else if (part.is === 'table') name = part.table.name;
    else if (part.is === 'table-end') tables.push({ name, rows: part.rows, sha256: part.sha256 });
    else if (part.is === 'footer') rows = part.rows;
  }
  if (!head) throw damaged('its end is missing');
  return { header: head, tables, rows };
}
