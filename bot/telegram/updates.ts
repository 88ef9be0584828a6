import type { Api } from 'grammy';
import { Refused } from '../../core/errors.ts';
import type { Locale, Wordings } from '../../core/wording.ts';
import { FileUnreadable } from '../channel/download.ts';
import { localeOf } from '../channel/first-locale.ts';
import type { Log } from '../channel/log.ts';
import type { Converse } from '../dialogs/converse.ts';
import type { Incoming } from '../dialogs/incoming.ts';
import type { ReadFile } from './file.ts';
import { groupLeaver } from './group.ts';
import { codeOf } from './trouble.ts';
import { type SentFile, type Update, whatCame } from './update.ts';

export interface Chat {
  readonly channel: 'telegram';
  /** The id of the private chat. */
  readonly address: string;
}

export interface UpdatesParts {
  readonly converse: Converse;
  /** Who writes from a chat; makes the person and the account where there are none. `locale` is that of the app. */
  readonly whoIs: (chat: Chat & { readonly locale: Locale }) => Promise<{ personId: string; accountId: string }>;
  /** Whether the conversation of this person asks for a file now. Only then is one fetched. */
  readonly wantsFile: (personId: string) => Promise<boolean>;
  /** The person blocked the bot: nothing can be sent there. Again and again is harmless. */
  readonly chatBlocked: (chat: Chat) => Promise<void>;
  readonly chatBack: (chat: Chat) => Promise<void>;
  readonly wording: Wordings;
  readonly log: Log;
}

export interface Updates {
  /** Returns when everything the update causes is committed, or when there is nothing to do. A fault is thrown: try again. */
  carry(update: Update): Promise<void>;
  /** Resolves when every tap has been answered. */
  settled(): Promise<void>;
}

export function telegramUpdates(parts: UpdatesParts & { readonly api: Api; readonly readFile: ReadFile }): Updates {
  const { api, converse, whoIs, wantsFile, readFile, chatBlocked, chatBack, log } = parts;
  const leave = groupLeaver(parts);
  const answering = new Set<Promise<void>>();

  // Not awaited: the acknowledgement must not wait for the platform. A second answer is refused, which is as good.
  const answerTap = (query: string) => {
    const answer = api.raw
      .answerCallbackQuery({ callback_query_id: query })
      .then(() => undefined)
      .catch((trouble) => log.info({ code: codeOf(trouble) }, 'a tap was not answered'))
      .finally(() => answering.delete(answer));
    answering.add(answer);
  };

  const incomingOf = async (
    what: Exclude<Incoming, { kind: 'file' }> | SentFile,
    personId: string,
  ): Promise<Incoming> => {
    if (what.kind !== 'file') return what;
    const { fileId, name, size, ref } = what;
    const file = { name, size, read: () => readFile(fileId, size) };
    if (!(await wantsFile(personId))) return { kind: 'file', file, ref };
    try {
      return { kind: 'file', file, bytes: await file.read(), ref };
    } catch (trouble) {
      if (!(trouble instanceof FileUnreadable)) throw trouble;
      log.warn({ code: trouble.code }, 'a file was not read');
      return { kind: 'file', file, ref };
    }
  };

  const carry: Updates['carry'] = async (update) => {
    const came = whatCame(update);
    try {
      if (came.is === 'nothing') return;
      if (came.is === 'group') return await leave(came.chatId, came.type);
      const chat = { channel: 'telegram', address: came.address } as const;
      if (came.is === 'blocked') return await chatBlocked(chat);
      if (came.is === 'back') return await chatBack(chat);
      const locale = localeOf(came.language);
      const { personId, accountId } = await whoIs({ ...chat, locale });
      const incoming = await incomingOf(came.what, personId);
      const account = { id: accountId, channel: 'telegram' };
      await converse({ personId, account, updateId: String(update.update_id), incoming });
    } catch (fault) {
      // What the rules refuse outside a conversation stays refused: another try would hear the same.
      if (!(fault instanceof Refused)) throw fault;
      log.warn({ updateId: update.update_id, code: fault.reason }, 'an update was refused');
    } finally {
      if ('query' in came && came.query !== undefined) answerTap(came.query);
    }
  };

  return {
    carry,
    async settled() {
      while (answering.size > 0) await Promise.all(answering);
    },
  };
}
