import { largestFile } from '../../core/document/kind.ts';
import { Refused, refused } from '../../core/errors.ts';
import type { Locale } from '../../core/wording.ts';
import { FileUnreadable } from '../channel/download.ts';
import type { Incoming } from '../dialogs/incoming.ts';
import type { Opening, Windows } from '../dialogs/turn.ts';
import { addressOf } from './address.ts';
import type { Heard } from './came.ts';
import type { Who, WindowParts } from './parts.ts';
import { codeOf } from './trouble.ts';
import { openWindow } from './window/open.ts';

export interface CarryParts extends WindowParts {
  /** Who writes from an address; makes the person and the account where there are none, in the language guessed then. */
  readonly whoIs: (
    address: string,
    guess: () => Promise<Locale>,
  ) => Promise<{ readonly personId: string; readonly accountId: string }>;
  readonly languageOf: (userId: string) => Promise<Locale>;
  /** Whether the conversation of this person asks for a file now. Only then is one fetched. */
  readonly wantsFile: (personId: string) => Promise<boolean>;
}

export interface Carry {
  who(teamId: string, userId: string): Promise<Who>;
  /** Returns when everything that it causes is committed. A fault is thrown: try again. What the rules refuse is logged. */
  heard(who: Who, updateId: string, what: Heard, triggerId: string | null): Promise<void>;
  /** Resolves when every window that was asked for is open, or cannot be. */
  settled(): Promise<void>;
}

/** Hands what came to the conversation, and opens the window that the answer calls for. */
export function slackCarry(parts: CarryParts): Carry {
  const { converse, wantsFile, fetchFile, whoIs, languageOf, log } = parts;
  const opening = new Set<Promise<void>>();

  const incomingOf = async (what: Heard, personId: string): Promise<Incoming> => {
    if (what.kind !== 'file') return what;
    const { name, size } = what.file;
    const file = { name: name ?? 'file', size: size ?? null, read: () => fetchFile(what.file) };
    if (!(await wantsFile(personId))) return { kind: 'file', file, ref: what.ref };
    try {
      return { kind: 'file', file, bytes: await file.read(), ref: what.ref };
    } catch (trouble) {
      if (!(trouble instanceof FileUnreadable)) throw trouble;
      log.warn({ channel: 'slack', code: trouble.code }, 'a file was not read');
      return { kind: 'file', file: { ...file, read: async () => notReadable(trouble) }, ref: what.ref };
    }
  };

  // Not awaited: the acknowledgement must not wait for it, and its trigger lives three seconds.
  const show = (wanted: Opening, triggerId: string, who: Who) => {
    const shown = openWindow(parts, wanted, { triggerId }, who)
      .catch((trouble: unknown) => log.warn({ channel: 'slack', code: codeOf(trouble) }, 'a window was not opened'))
      .finally(() => opening.delete(shown));
    opening.add(shown);
  };

  return {
    async who(teamId, userId) {
      const address = addressOf(teamId, userId);
      return { ...(await whoIs(address, () => languageOf(userId))), address };
    },

    async heard(who, updateId, what, triggerId) {
      const { personId, accountId } = who;
      const wanted: Opening[] = [];
      const windows: Windows = { open: triggerId ? (one) => wanted.push(one) : null };
      try {
        const incoming = await incomingOf(what, personId);
        const account = { id: accountId, channel: 'slack' };
        await converse({ personId, account, updateId, incoming, windows });
      } catch (fault) {
        // What the rules refuse outside a conversation stays refused: another try would hear the same.
        if (!(fault instanceof Refused)) throw fault;
        log.warn({ channel: 'slack', updateId, code: fault.reason }, 'an update was refused');
        return;
      }
      const last = wanted.at(-1);
      if (last && triggerId) show(last, triggerId, who);
    },

    async settled() {
      while (opening.size > 0) await Promise.all(opening);
    },
  };
}

/** Said to the person, who can send it again; another try of ours would read the same. */
function notReadable({ code }: FileUnreadable): never {
  throw code === 'file-too-large'
    ? refused('file-too-large', { most: largestFile / (1024 * 1024) })
    : refused('file-unreadable');
}
