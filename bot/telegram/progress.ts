/** How far a poller is: which updates are under way, which are committed, and which may be confirmed to the platform. */
export interface Progress {
  /** False when it is under way or committed already. */
  begin(updateId: number): boolean;
  finish(updateId: number): void;
  /** The first that is not committed: asking for it confirms all below. 0 before the first. */
  offset(): number;
  isBusy(): boolean;
}

export function progress(): Progress {
  const open = new Set<number>();
  // Committed before an earlier one was.
  const done = new Set<number>();
  let next = 0;
  const offset = () => (open.size > 0 ? Math.min(...open) : next);

  return {
    begin(updateId) {
      if (open.has(updateId) || done.has(updateId)) return false;
      open.add(updateId);
      next = Math.max(next, updateId + 1);
      return true;
    },
    finish(updateId) {
      open.delete(updateId);
      done.add(updateId);
      const confirmed = offset();
      for (const id of done) if (id < confirmed) done.delete(id);
    },
    offset,
    isBusy: () => open.size > 0,
  };
}
