import { Prisma } from '../../../prisma/client/generated/client.ts';
import type { Db } from '../../store.ts';
import type { Keyring, VaultKey } from '../keyring.ts';

/** A row and, for each of its columns that depend on VAULT_KEY, the id of the key it is under (or `unreadable`, `other`). */
export interface KeyedRow {
  readonly id: string;
  readonly under: Readonly<Record<string, string>>;
}

/** Made by a key that VAULT_KEY does not list, or changed: the vault does not open it. */
export const unreadable = 'unreadable';
/** A token that no listed key makes of what it stands for. */
export const other = 'other';

/** One kind of row that depends on VAULT_KEY. */
export interface Keyed {
  /** What is counted, as `table.column`. */
  readonly columns: readonly string[];
  /** The rows after this one in the order of their ids; from the beginning with null. Locks nothing. */
  page(db: Db, after: string | null, size: number): Promise<KeyedRow[]>;
  /**
   * Brings these rows under the first key, in a transaction of the caller's. Returns how many were brought.
   * Null: nothing can be done but wait until they are gone.
   */
  readonly renew: ((db: Db, ids: readonly string[], busy: Busy) => Promise<number>) | null;
}

/** A row that somebody else is writing at is left as it is, or waited for: one row at a time, so that nobody waits in a circle. */
export type Busy = 'skip' | 'wait';
export const unlessBusy = (busy: Busy) => (busy === 'skip' ? Prisma.sql`SKIP LOCKED` : Prisma.empty);

/** The keyring as it is when this key is the only one. */
export const alone = (key: VaultKey): Keyring => ({ first: key, all: [key] });

/** Fits before every id. */
export const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Bytes as they stand in JSON for `jsonb_to_recordset`; SQL reads them by `decode(…, 'base64')`. */
export const inJson = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What `look` finds, or that it cannot be read. Another fault than the vault's is thrown. */
export function orUnreadable(look: () => string): string {
  try {
    return look();
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'VaultError') return unreadable;
    throw fault;
  }
}
