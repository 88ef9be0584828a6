import type { Log } from '../channel/log.ts';
import { codeOf } from './trouble.ts';

/** After so many failures of the same update its chat must go on without it. */
const MOST_FAILURES = 5;
const MOST_REMEMBERED = 10_000;

export interface PatienceParts {
  /** Keeps an update that failed for good where an admin sees it. */
  readonly deadLetter: (updateId: number, code: string) => Promise<void>;
  /** Rejects while the case store is away: what fails then is not the update's fault and does not count. */
  readonly storeAnswers: () => Promise<unknown>;
  readonly log: Log;
}

export interface Patience {
  /** True when the update is given up, and kept as a dead letter. Never throws. */
  isOver(updateId: number, fault: unknown): Promise<boolean>;
  passed(updateId: number): void;
}

export function patience({ deadLetter, storeAnswers, log }: PatienceParts): Patience {
  const failures = new Map<number, number>();

  return {
    async isOver(updateId, fault) {
      const code = codeOf(fault);
      log.warn({ updateId, code }, 'an update failed');
      try {
        await storeAnswers();
        const count = (failures.get(updateId) ?? 0) + 1;
        failures.set(updateId, count);
        const [oldest] = failures.keys();
        if (failures.size > MOST_REMEMBERED && oldest !== undefined) failures.delete(oldest);
        if (count < MOST_FAILURES) return false;
        await deadLetter(updateId, code);
      } catch (away) {
        log.warn({ updateId, code: codeOf(away) }, 'the case store is away');
        return false;
      }
      failures.delete(updateId);
      log.warn({ updateId, code }, 'an update was given up');
      return true;
    },
    passed: (updateId) => void failures.delete(updateId),
  };
}
