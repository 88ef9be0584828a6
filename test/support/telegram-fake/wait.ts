/** Resolves with what `found` returns as soon as it is something; looks again whenever a watcher is told of a change. */
export function waitUntil<T>(
  watchers: Set<() => void>,
  found: () => T | undefined,
  ms: number,
  why: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = () => {
      try {
        const value = found();
        if (value === undefined) return;
        end();
        resolve(value);
      } catch (error) {
        // A predicate that throws is the test's fault: it must not reach the bot as a 500.
        end();
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`${why()} (waited ${ms} ms)`));
    }, ms);
    const end = () => {
      clearTimeout(timer);
      watchers.delete(look);
    };
    watchers.add(look);
    look();
  });
}
