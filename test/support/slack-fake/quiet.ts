const LOOK_EVERY_MS = 10;
const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

/** Knows when the app has been silent for `ms`; `now` in ms. */
export function settledAfter(ms: number, now: () => number) {
  let open = 0;
  let lastAt = now();
  return {
    busy(by: 1 | -1) {
      open += by;
      lastAt = now();
    },
    async settled(pending: () => number, within: number): Promise<void> {
      const startedAt = now();
      let quietSince = now();
      for (let lookedAt = now(); ; ) {
        // Silence counts only while this machine keeps up: a late look means that the app had to wait too.
        const late = now() - lookedAt > LOOK_EVERY_MS * 3;
        lookedAt = now();
        if (late || pending() > 0 || open > 0) quietSince = now();
        if (now() - Math.max(quietSince, lastAt) >= ms) return;
        if (now() - startedAt > within) throw new Error(`not settled: ${pending()} deliveries, ${open} requests`);
        await pause();
      }
    },
  };
}

/** What `look` finds, now or within `ms`. */
export async function foundWithin<T>(
  look: () => T | undefined | null | false,
  ms: number,
  now: () => number,
): Promise<T> {
  const startedAt = now();
  for (;;) {
    const found = look();
    if (found) return found;
    if (now() - startedAt > ms) throw new Error(`not seen within ${ms} ms`);
    await pause();
  }
}
