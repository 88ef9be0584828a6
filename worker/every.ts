export interface Repeating {
  /** Runs at once instead of waiting for the next turn. */
  now(): void;
  /** No further run; resolves when the one that runs is over. */
  stop(): Promise<void>;
}

/** Runs again and again, never twice at a time, `ms` of real time after the end of the run before. The first begins at once. */
export function every(ms: number, run: () => Promise<void>, onFault: (fault: unknown) => void): Repeating {
  let stopped = false;
  let asked = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const turn = () => {
    clearTimeout(timer);
    if (stopped) return;
    asked = false;
    running = run()
      .catch(onFault)
      .then(() => {
        running = undefined;
        if (!stopped) timer = setTimeout(turn, asked ? 0 : ms);
      });
  };
  turn();
  return {
    now() {
      asked = true;
      if (!running) turn();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
