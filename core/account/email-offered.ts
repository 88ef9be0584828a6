import type { Db } from '../store.ts';

const name = 'email';

/** Kept by whoever starts with the settings in hand, so that a dialog offers mail only where there is a way out for it. */
export async function offerEmail(db: Db, offered: boolean): Promise<void> {
  await db.machineState.upsert({ where: { name }, create: { name, value: offered }, update: { value: offered } });
}

export async function isEmailOffered(db: Db): Promise<boolean> {
  const kept = await db.machineState.findUnique({ where: { name } });
  return kept?.value === true;
}
