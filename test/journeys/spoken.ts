import type { Store } from '../../core/store.ts';
import type { Accepted } from '../support/telegram-fake.ts';

/** What was sent, by what it says (template, field, keys of its lines) and then by the language that its reader had then. */
export async function spokenIn(
  store: Store,
  accepted: readonly Accepted[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows = await store.message.findMany({
    where: { kind: 'send', sentAt: { not: null }, account: { channel: 'telegram' } },
    orderBy: { seq: 'asc' },
  });
  const texts = new Map(accepted.map(({ messageId, message }) => [String(messageId), message.text ?? '']));
  const language = new Map<string, number>();
  const spoken = new Map<string, Map<string, string>>();
  for (const { personId, template, field, params, platformRef } of rows) {
    const keys = JSON.stringify(params).match(/"(?:text|phrase|ask)":"[^"]+"|"ask":"[^"]+"/g) ?? [];
    if (keys.some((key) => key.includes('settings.language-chosen'))) {
      language.set(personId, (language.get(personId) ?? 0) + 1);
    }
    const what = [template, field, ...new Set(keys)].join(' ');
    const text = (texts.get(platformRef ?? '') ?? '').replace(/[A-Z]{3}-\d{4}-\d{4}|[\d.:,]+/g, '#');
    const inLanguages = spoken.get(what) ?? new Map<string, string>();
    inLanguages.set(String(language.get(personId) ?? 0), text);
    spoken.set(what, inLanguages);
  }
  for (const texts of spoken.values()) texts.delete('0');
  return spoken;
}
