import type { Db } from '../store.ts';

/** Shows the others that this worker serves these channels. On the clock of the database, whatever that of the cases says. */
export async function showServed(db: Db, channels: readonly string[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO machine_state (name, value)
    SELECT 'serves:' || channel, to_jsonb(clock_timestamp()) FROM unnest(${[...channels]}::text[]) AS channel ORDER BY 1
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
}

/** Channels on which somebody has a chat, and which no worker has served for so many ms. */
export async function unservedChannels(db: Db, graceMs: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ channel: string }[]>`
    SELECT DISTINCT a.channel FROM channel_account a
    WHERE a.dead_at IS NULL AND NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.name = 'serves:' || a.channel
      AND (s.value #>> '{}')::timestamptz > clock_timestamp() - ${graceMs} * interval '1 ms')
    ORDER BY a.channel`;
  return rows.map((row) => row.channel);
}
