import type { Api } from 'grammy';
import type { Wordings } from '../../core/wording.ts';
import type { Log } from '../channel/log.ts';
import type { CommandName } from '../dialogs/incoming.ts';
import { codeOf } from './trouble.ts';

/** What the menu of a chat offers. Eight at most: a longer list is not read. */
const OFFERED = [
  'refer',
  'status',
  'cases',
  'deadlines',
  'meetings',
  'language',
  'help',
  'cancel',
] as const satisfies readonly CommandName[];

const LISTS = [
  { locale: 'sq', language: undefined },
  { locale: 'sq', language: 'sq' },
  { locale: 'sr-Latn', language: 'sr' },
  { locale: 'en', language: 'en' },
] as const;

/** Names the commands in the menu of private chats; Albanian where the app speaks another language. Cosmetic: never throws. */
export async function nameCommands({ api, wording, log }: { api: Api; wording: Wordings; log: Log }): Promise<void> {
  for (const { locale, language } of LISTS) {
    try {
      const commands = OFFERED.map((command) => ({
        command,
        description: wording(locale).say(`telegram.command.${command}`),
      }));
      const scope = { type: 'all_private_chats' } as const;
      await api.raw.setMyCommands({ commands, scope, ...(language ? { language_code: language } : {}) });
    } catch (trouble) {
      log.warn({ code: codeOf(trouble), language: language ?? 'default' }, 'the commands were not named');
    }
  }
}
