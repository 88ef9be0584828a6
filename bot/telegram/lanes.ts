/** Work of one chat in its order, of different chats side by side, a few at once. */
export interface Lanes {
  /** Rejects when the work does; the next one in the chat goes on all the same. */
  run(chat: number | string, work: () => Promise<void>): Promise<void>;
  idle(): Promise<void>;
}

export function lanes(atOnce: number): Lanes {
  const last = new Map<number | string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let free = atOnce;

  const seat = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };

  return {
    run(chat, work) {
      const before = last.get(chat) ?? Promise.resolve();
      const done = before.then(seat).then(() => work().finally(leave));
      const quiet: Promise<void> = done
        .catch(() => undefined)
        .then(() => {
          if (last.get(chat) === quiet) last.delete(chat);
        });
      last.set(chat, quiet);
      return done;
    },
    async idle() {
      while (last.size > 0) await Promise.all(last.values());
    },
  };
}
