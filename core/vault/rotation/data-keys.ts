import { needsRewrap, rewrap, wrappedBy } from '../data-key.ts';
import type { Keyring } from '../keyring.ts';
import { beforeAll, inJson, type Keyed, orUnreadable, unlessBusy } from './keyed.ts';

const column = 'vault_key.wrapped';

interface Row {
  readonly subject_type: string;
  readonly subject_id: string;
  readonly wrapped: Uint8Array;
}

/** The data keys: everything that is sealed under one stays as it is when the key is wrapped anew. */
export const dataKeys = (keyring: Keyring): Keyed => ({
  columns: [column],
  async page(db, after, size) {
    const [type = '', id = beforeAll] = after?.split('/') ?? [];
    const rows = await db.$queryRaw<Row[]>`
      SELECT subject_type, subject_id, wrapped FROM vault_key
      WHERE (subject_type, subject_id) > (${type}, ${id}::uuid) ORDER BY subject_type, subject_id LIMIT ${size}`;
    return rows.map(({ subject_type: type, subject_id: id, wrapped }) => ({
      id: `${type}/${id}`,
      under: { [column]: orUnreadable(() => wrappedBy(keyring, wrapped, { type, id })) },
    }));
  },
  async renew(db, ids, busy) {
    const wanted = ids.map((one) => one.split('/')).map(([type, id]) => ({ type, id }));
    const rows = await db.$queryRaw<Row[]>`
      SELECT k.subject_type, k.subject_id, k.wrapped
      FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS n(type text, id uuid)
      JOIN vault_key k ON k.subject_type = n.type AND k.subject_id = n.id FOR UPDATE OF k ${unlessBusy(busy)}`;
    const anew = rows
      .filter(({ wrapped }) => needsRewrap(keyring, wrapped))
      .map(({ subject_type: type, subject_id: id, wrapped }) => ({
        type,
        id,
        wrapped: inJson(rewrap(keyring, wrapped, { type, id })),
      }));
    await db.$executeRaw`
      UPDATE vault_key k SET wrapped = decode(n.wrapped, 'base64')
      FROM jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) AS n(type text, id uuid, wrapped text)
      WHERE k.subject_type = n.type AND k.subject_id = n.id`;
    return rows.length;
  },
});
