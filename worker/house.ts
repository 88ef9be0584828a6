import { newId } from '../core/id.ts';
import type { Store } from '../core/store.ts';

/** The lasting name of this database, by which it finds its own queue in a Redis that it shares. */
export async function houseOf(store: Store): Promise<string> {
  await store.$executeRaw`
    INSERT INTO machine_state (name, value) VALUES ('house', to_jsonb(${newId()}::text)) ON CONFLICT (name) DO NOTHING`;
  const kept = await store.machineState.findUniqueOrThrow({ where: { name: 'house' } });
  return String(kept.value);
}
