import { z } from 'zod';
import { refused } from '../core/errors.ts';

/** `?limit=&cursor=` of every list. */
export const paging = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'At most 500.' }),
  cursor: z.string().max(300).optional().meta({ description: 'The `next` of the answer before.' }),
});

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() }).meta({ description: 'Newest first.' });

/** One page. `rows` were read with one more than the limit; the key of a row is shared by no other. */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { keyOf, present }: { keyOf: (row: Row) => readonly string[]; present: (row: Row) => Item },
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null;
  return { items: shown.map(present), next };
}

/** Keys of rows in the order of an instant (and of the id where that is the same), of the id alone, of a running number. */
export const byTime = z.tuple([z.iso.datetime(), z.uuid()]);
export const byId = z.tuple([z.uuid()]);
export const bySequence = z.tuple([z.string().regex(/^\d{1,18}$/)]);

/** The key of the last row that was seen, or null at the beginning. */
export function lastSeen<Read>(cursor: string | undefined, shape: z.ZodType<Read>): Read | null {
  if (cursor === undefined) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw refused('input-invalid', { field: 'cursor' });
  }
}
