import type { Store } from '../../core/store.ts';
import { exactTokens, type Keyring } from '../../core/vault.ts';
import type { Locale } from '../../core/wording.ts';

/** Who is known to write from this address, and in what language they read. Null for a first contact. */
export async function accountAtSlack(
  { store, keyring }: { store: Store; keyring: Keyring },
  address: string,
): Promise<{ personId: string; accountId: string; locale: Locale } | null> {
  const found = await store.channelAccount.findFirst({
    where: { channel: 'slack', addressToken: { in: exactTokens(keyring, 'chat', `slack:${address}`) } },
    select: { id: true, personId: true, person: { select: { locale: true } } },
  });
  return found && { personId: found.personId, accountId: found.id, locale: found.person.locale as Locale };
}
