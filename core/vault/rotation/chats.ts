import { emailToken } from '../../account/email-address.ts';
import { lastChannel } from '../../account/last-channel.ts';
import type { Clock } from '../../clock.ts';
import { openAddress, sealAddress } from '../../vault-store.ts';
import { exactToken } from '../blind-index.ts';
import type { Keyring } from '../keyring.ts';
import { sealedBy } from '../seal.ts';
import {
  alone,
  beforeAll,
  inJson,
  type Keyed,
  type KeyedRow,
  orUnreadable,
  other,
  unlessBusy,
  unreadable,
} from './keyed.ts';

const seal = 'channel_account.sealed_address';
const index = 'channel_account.address_token';

interface Row {
  readonly id: string;
  readonly person_id: string;
  readonly channel: string;
  readonly sealed_address: Uint8Array;
  readonly address_token: string;
}

/** The chats: each address sealed directly, and known by a token that the address is needed for. */
export const chats = (keyring: Keyring, clock: Clock): Keyed => ({
  columns: [seal, index],
  async page(db, after, size) {
    const rows = await db.$queryRaw<Row[]>`
      SELECT id, person_id, channel, sealed_address, address_token FROM channel_account
      WHERE id > ${after ?? beforeAll}::uuid ORDER BY id LIMIT ${size}`;
    return rows.map((row) => looked(keyring, row));
  },
  async renew(db, ids, busy) {
    const rows = await db.$queryRaw<Row[]>`
      SELECT id, person_id, channel, sealed_address, address_token FROM channel_account
      WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE ${unlessBusy(busy)}`;
    const anew = rows.map((row) => {
      const address = openAddress(keyring, row.id, row.sealed_address);
      return {
        id: row.id,
        channel: row.channel,
        sealed: inJson(sealAddress(keyring, row.id, address)),
        token: isForgotten(row, address) ? row.address_token : tokenOf(keyring, row, address),
        twin: tokenOf(keyring, row, twinOf(address, row.id)),
      };
    });
    // A chat whose first two messages met two processes with different first keys stands here twice. The one that is
    // under the first key already goes on; the other is closed, with a token by which it is never found.
    await db.$executeRaw`
      WITH anew AS (
        SELECT n.*, EXISTS (SELECT FROM channel_account o
          WHERE o.channel = n.channel AND o.address_token = n.token AND o.id <> n.id) AS taken
        FROM jsonb_to_recordset(${JSON.stringify(anew)}::jsonb)
          AS n(id uuid, channel text, sealed text, token text, twin text))
      UPDATE channel_account c SET sealed_address = decode(n.sealed, 'base64'),
        address_token = CASE WHEN n.taken THEN n.twin ELSE n.token END,
        dead_at = CASE WHEN n.taken THEN COALESCE(c.dead_at, ${clock.now()}) ELSE c.dead_at END,
        dead_reason = CASE WHEN n.taken THEN COALESCE(c.dead_reason, 'twin') ELSE c.dead_reason END
      FROM anew n WHERE c.id = n.id`;
    return rows.length;
  },
});

function looked(keyring: Keyring, row: Row): KeyedRow {
  const { id, sealed_address, address_token } = row;
  let address = '';
  const by = orUnreadable(() => {
    address = openAddress(keyring, id, sealed_address);
    return sealedBy(sealed_address);
  });
  if (by === unreadable) return { id, under: { [seal]: unreadable } };
  if (isForgotten(row, address)) return { id, under: { [seal]: by } };
  const made = keyring.all.find((key) =>
    [address, twinOf(address, id)].some((one) => tokenOf(alone(key), row, one) === address_token),
  );
  return { id, under: { [seal]: by, [index]: made?.id ?? other } };
}

/** As whoever looks for the chat makes it. */
const tokenOf = (keyring: Keyring, { channel, person_id }: Row, address: string): string =>
  channel === lastChannel
    ? emailToken(keyring, person_id, address)
    : (exactToken(keyring, 'chat', `${channel}:${address}`) ?? '');

/** An address that its person took away: what stands in its place is no secret and no token. */
const isForgotten = (row: Row, address: string) => address === row.address_token;

const twinOf = (address: string, id: string) => `${address} twin ${id}`;
