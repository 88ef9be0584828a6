import type { Update } from 'grammy/types';
import { conflict } from './refusal.ts';

/** An update as sent: of a known kind or of one that nobody has heard of. */
export type AnyUpdate = { update_id: number } & Record<string, unknown>;
export type NewUpdate = Omit<Update, 'update_id'> | Record<string, unknown>;

export type Waiting = {
  update: AnyUpdate;
  /** Updates of one lane are delivered one after the other. */
  lane: number | symbol;
  busy: boolean;
  attempts: number;
  /** Gone: acknowledged by the webhook or confirmed by an offset. */
  done: () => void;
};

const NOT_BY_DEFAULT = ['chat_member', 'message_reaction', 'message_reaction_count'];
const MOST_AT_ONCE = 100;

/** What waits for the bot, in order. `pollSecondMs`: how long a second of a long poll lasts. */
export function updateQueue({ firstUpdateId, pollSecondMs }: { firstUpdateId: number; pollSecondMs: number }) {
  let nextId = firstUpdateId;
  let waiting: Waiting[] = [];
  let allowed: string[] = [];
  let poll: { wake: () => void; terminate: () => void } | undefined;
  const watchers = new Set<() => void>();
  const issued: AnyUpdate[] = [];

  const changed = () => {
    poll?.wake();
    for (const watcher of [...watchers]) watcher();
  };
  const wanted = (kind: string) => (allowed.length === 0 ? !NOT_BY_DEFAULT.includes(kind) : allowed.includes(kind));

  return {
    watchers,
    issued,
    changed,
    pending: () => waiting,
    allowed: () => allowed,
    allow(kinds: string[] | undefined) {
      if (kinds !== undefined) allowed = kinds;
    },
    /** Resolves when the bot has it for good. */
    add(update: Record<string, unknown>, lane: number | symbol): { id: number; done: Promise<void> } {
      const { update_id: given } = update;
      const id = typeof given === 'number' ? given : nextId;
      nextId = Math.max(nextId, id + 1);
      return { id, done: new Promise((done) => this.enqueue({ ...update, update_id: id }, lane, done)) };
    },
    /** As `add`, but a kind that the bot did not ask for is never delivered. */
    addWanted(kind: keyof Update, body: NewUpdate, lane: number) {
      if (wanted(kind)) return this.add(body, lane);
      return { id: nextId++, done: Promise.resolve() };
    },
    enqueue(update: AnyUpdate, lane: number | symbol, done: () => void) {
      issued.push(update);
      waiting.push({ update, lane, busy: false, attempts: 0, done });
      changed();
    },
    finish(entry: Waiting) {
      waiting = waiting.filter((other) => other !== entry);
      entry.done();
      changed();
    },
    drop() {
      for (const entry of waiting.splice(0)) entry.done();
      changed();
    },
    /** One long poll. A second consumer ends the first with 409, as the platform does. */
    async poll({
      offset,
      limit,
      timeout,
      gone,
    }: {
      offset: number;
      limit: number;
      timeout: number;
      gone: AbortSignal;
    }) {
      poll?.terminate();
      for (const entry of [...waiting]) if (offset > 0 && entry.update.update_id < offset) this.finish(entry);
      const ready = () => waiting.slice(0, Math.min(Math.max(limit, 1), MOST_AT_ONCE)).map((entry) => entry.update);
      if (waiting.length > 0 || timeout <= 0) return ready();
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, timeout * pollSecondMs);
        const ends = { wake: resolve, terminate: () => reject(otherConsumer()) };
        const mine = { wake: () => end(ends.wake), terminate: () => end(ends.terminate) };
        const end = (how: () => void) => {
          clearTimeout(timer);
          if (poll === mine) poll = undefined;
          how();
        };
        poll = mine;
        gone.addEventListener('abort', () => end(resolve), { once: true });
        if (gone.aborted) end(resolve);
      });
      return gone.aborted ? [] : ready();
    },
    close: () => poll?.wake(),
  };
}

export type UpdateQueue = ReturnType<typeof updateQueue>;

const otherConsumer = () =>
  conflict('terminated by other getUpdates request; make sure that only one bot instance is running');
