import type { Api } from 'grammy';
import type { Wordings } from '../../core/wording.ts';
import type { Log } from '../channel/log.ts';
import { codeOf } from './trouble.ts';

/** Says in every language that groups are no place for this, and leaves. Tries once: a next message there tries again. */
export function groupLeaver({ api, wording, log }: { api: Api; wording: Wordings; log: Log }) {
  const notice = () => (['sq', 'sr-Latn', 'en'] as const).map((locale) => wording(locale).say('telegram.group-notice'));

  return async (chatId: number, type: string): Promise<void> => {
    try {
      if (type !== 'channel') {
        await api.raw.sendMessage({ chat_id: chatId, text: notice().join('\n\n'), protect_content: true });
      }
    } catch (trouble) {
      log.warn({ code: codeOf(trouble) }, 'no notice in the group');
    }
    try {
      await api.raw.leaveChat({ chat_id: chatId });
    } catch (trouble) {
      log.warn({ code: codeOf(trouble) }, 'the group was not left');
    }
  };
}
