import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { refused } from '../core/errors.ts';
import type { ApiParts } from './parts.ts';
import { problem } from './problem.ts';

export interface Answered {
  readonly status: number;
  readonly body: object;
}

/** A request that holds its key for longer has died. */
const holdsFor = 60_000;
const underWay = 0;

/**
 * Performs a request once for its `Idempotency-Key`: the same one again gets the same answer. What was refused or failed
 * is not kept, so that it can be tried again. Without a key it is simply performed.
 */
export async function onceForKey(
  { store, realClock }: Pick<ApiParts, 'store' | 'realClock'>,
  req: Request,
  personId: string,
  perform: () => Promise<Answered>,
): Promise<Answered> {
  const key = req.get('idempotency-key');
  if (key === undefined) return perform();
  if (!/^[\x21-\x7e]{1,100}$/.test(key)) throw refused('input-invalid', { field: 'Idempotency-Key' });
  const request = createHash('sha256')
    .update(JSON.stringify([req.method, req.originalUrl, req.body]))
    .digest();
  const now = realClock.now();
  const claimed = await store.$executeRaw`
    INSERT INTO idempotency_key AS k (person_id, key, request, status, body, at)
    VALUES (${personId}::uuid, ${key}, ${request}, ${underWay}, '{}', ${now})
    ON CONFLICT (person_id, key) DO UPDATE SET at = excluded.at
    WHERE k.status = ${underWay} AND k.request = excluded.request AND k.at < ${new Date(now.getTime() - holdsFor)}`;
  const personId_key = { personId, key };
  if (claimed === 0) {
    const kept = await store.idempotencyKey.findUnique({ where: { personId_key } });
    if (!kept || kept.status === underWay) throw problem('idempotency-key-busy');
    if (!Buffer.from(kept.request).equals(request)) throw problem('idempotency-key-reused');
    return { status: kept.status, body: kept.body as object };
  }
  try {
    const answered = await perform();
    await store.idempotencyKey.update({ where: { personId_key }, data: answered });
    return answered;
  } catch (thrown) {
    await store.idempotencyKey.deleteMany({ where: { ...personId_key, status: underWay } });
    throw thrown;
  }
}
