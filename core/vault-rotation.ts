import { appendAudit } from './audit.ts';
import { sealHeads } from './audit-seal.ts';
import type { Clock } from './clock.ts';
import type { Store } from './store.ts';
import { keepProofs } from './vault/retired-proof.ts';
import { chats } from './vault/rotation/chats.ts';
import { children } from './vault/rotation/children.ts';
import { dataKeys } from './vault/rotation/data-keys.ts';
import { type Busy, type Keyed, type KeyedRow, unreadable } from './vault/rotation/keyed.ts';
import { invites, links } from './vault/rotation/links.ts';
import { people } from './vault/rotation/people.ts';
import type { Keyring } from './vault.ts';

export interface RotationParts {
  readonly store: Store;
  readonly keyring: Keyring;
  /** The real one: it is the operator's act, and the life of links is counted on it. */
  readonly clock: Clock;
}

/** How many rows of each column are under which key id; `unreadable` and `other` count as key ids. */
export type Counted = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface Pace {
  /** Rows in one transaction. */
  readonly batch: number;
  /** Waits before the next transaction, so that the service stays quick; ms. */
  readonly pauseMs: number;
  readonly wait: (ms: number) => Promise<void>;
  /** Called after each transaction with the rows renewed so far. */
  readonly said?: (renewed: number) => void;
}

/** All that depends on VAULT_KEY. Data keys come before what they open. */
const keyed = ({ keyring, clock }: RotationParts): readonly Keyed[] => [
  dataKeys(keyring),
  people(keyring),
  chats(keyring, clock),
  children(keyring),
  links(keyring, clock),
  invites(keyring, clock),
];

const mostPasses = 10;
const lockMs = 5_000;
const pageSize = 500;

/** Opens and counts everything; changes nothing. A key may be dropped from VAULT_KEY when nothing is left under it. */
export async function countKeys(parts: RotationParts): Promise<Counted> {
  const counted = new Map<string, Map<string, number>>();
  for (const kind of keyed(parts)) {
    for (const column of kind.columns) counted.set(column, new Map());
    for await (const { under } of rowsOf(parts, kind)) {
      for (const [column, key] of Object.entries(under)) {
        const keys = counted.get(column);
        keys?.set(key, (keys.get(key) ?? 0) + 1);
      }
    }
  }
  return counted;
}

/** What is not under the first key. 0: every other key may be dropped. */
export const leftIn = (counted: Counted, { first }: Keyring): number =>
  [...counted.values()].flatMap((keys) => [...keys]).reduce((sum, [key, n]) => sum + (key === first.id ? 0 : n), 0);

/**
 * Brings everything under the first key of VAULT_KEY while the service runs: small transactions that wait for nobody; the
 * rows that somebody was writing at are brought in the end, one by one. Nothing is remembered between runs: what is done
 * is told by the bytes, so a run that was cut off is simply begun again.
 * @returns how many rows were renewed. What is left then (`countKeys`) has to wait, or does not open.
 */
export async function rotate(parts: RotationParts, pace: Pace): Promise<number> {
  const { store, keyring, clock } = parts;
  await keepProofs(store, keyring);
  let renewed = 0;
  for (let pass = 1; pass <= mostPasses; pass++) {
    let found = 0;
    // The row of somebody who acts all the time would be skipped for ever: in the end we stand in line for it.
    const busy = pass < 3 ? 'skip' : 'wait';
    for (const kind of keyed(parts)) {
      for await (const batch of batchesOf(staleRows(parts, kind), busy === 'skip' ? pace.batch : 1)) {
        const done = await renewedOf(store, kind, batch, busy);
        found += batch.length;
        renewed += done;
        pace.said?.(renewed);
        await pace.wait(pace.pauseMs);
      }
    }
    if (found === 0) break;
  }
  if (renewed > 0) await record(parts, renewed);
  // The first seal under the new key holds all the earlier ones by its hash.
  await sealHeads(store, keyring, clock.now());
  return renewed;
}

/** None when a deadlock or a time-out took the transaction back: the next pass comes to them again. */
async function renewedOf(store: Store, { renew }: Keyed, rows: readonly KeyedRow[], busy: Busy): Promise<number> {
  if (!renew) return 0;
  const ids = rows.map(({ id }) => id);
  try {
    return await store.$transaction(async (db) => {
      await db.$executeRaw`SELECT set_config('lock_timeout', ${String(lockMs)}, true)`;
      return renew(db, ids, busy);
    });
  } catch (fault) {
    if (isPassing(fault)) return 0;
    throw fault;
  }
}

const passing = /40001|40P01|23505|55P03|P2002|P2028|P2034|deadlock|could not serialize/;
const isPassing = (fault: unknown) =>
  fault instanceof Error && passing.test(`${(fault as { code?: string }).code} ${fault.message}`);

async function record({ store, keyring, clock }: RotationParts, renewed: number): Promise<void> {
  const detail = { to: keyring.first.id, rows: renewed };
  await store.$transaction((db) =>
    appendAudit(db, { chain: 'vault:keys', act: 'vault.rotated', detail }, clock.now(), null),
  );
}

async function* rowsOf({ store }: RotationParts, kind: Keyed): AsyncGenerator<KeyedRow> {
  let after: string | null = null;
  for (;;) {
    const page: KeyedRow[] = await kind.page(store, after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.id;
  }
}

/** Those that can be brought under the first key: not what cannot be read, and not what is only waited for. */
async function* staleRows(parts: RotationParts, kind: Keyed): AsyncGenerator<KeyedRow> {
  if (!kind.renew) return;
  for await (const row of rowsOf(parts, kind)) {
    const keys = Object.values(row.under);
    if (keys.some((key) => key !== parts.keyring.first.id) && !keys.includes(unreadable)) yield row;
  }
}

async function* batchesOf(rows: AsyncIterable<KeyedRow>, size: number): AsyncGenerator<KeyedRow[]> {
  let batch: KeyedRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
