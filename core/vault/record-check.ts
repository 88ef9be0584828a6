import { brokenAt } from '../audit.ts';
import { brokenSeal } from '../audit-seal.ts';
import { type Counted, countKeys, type RotationParts } from '../vault-rotation.ts';
import { verifyingKeyring } from './retired-proof.ts';
import { other, unreadable } from './rotation/keyed.ts';

/** Whether a case store holds together under a VAULT_KEY. */
export interface RecordCheck {
  readonly counted: Counted;
  /** Rows that VAULT_KEY does not open, or by which nothing is found. */
  readonly unopened: number;
  readonly chains: number;
  /** Chains of the audit in which an entry does not fit what is before it. */
  readonly brokenChains: readonly string[];
  readonly brokenSeal: bigint | null;
}

/** Opens everything, and verifies every audit chain and the seals over them. Reads only; long on a large store. */
export async function checkRecord(parts: RotationParts): Promise<RecordCheck> {
  const { store, keyring } = parts;
  const counted = await countKeys(parts);
  const unopened = [...counted.values()].reduce(
    (sum, keys) => sum + (keys.get(unreadable) ?? 0) + (keys.get(other) ?? 0),
    0,
  );
  const chains = await store.$queryRaw<{ chain: string }[]>`SELECT DISTINCT chain FROM audit_entry ORDER BY chain`;
  const brokenChains: string[] = [];
  for (const { chain } of chains) if ((await brokenAt(store, chain)) !== null) brokenChains.push(chain);
  // Under a wrong key the retired ones do not open either: their seals then count as broken.
  const verifying = await verifyingKeyring(store, keyring).catch(() => keyring);
  return { counted, unopened, chains: chains.length, brokenChains, brokenSeal: await brokenSeal(store, verifying) };
}
