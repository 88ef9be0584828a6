import type { Log } from '../channel/log.ts';
import { growing, pause } from '../channel/pause.ts';
import { codeOf } from './trouble.ts';

/** Slack sends an event again three times, the last one after five minutes; then nobody brings it again. */
const LAST_RETRY = 3;
/** Of what Slack does not send again: how often it is tried here, and the longest pause in between. */
const MOST_TRIES = 5;
const LONGEST_PAUSE_MS = 4_000;

export interface PatienceParts {
  /** Keeps an update that failed for good where an admin sees it. Rejects while the case store is away. */
  readonly deadLetter: (updateId: string, code: string) => Promise<void>;
  /** Rejects while the case store is away: what fails then is not the update's fault. */
  readonly storeAnswers: () => Promise<unknown>;
  readonly log: Log;
}

export interface Patience {
  /** True when an event that failed is given up, and kept as a dead letter. Never throws. */
  isOver(updateId: string, fault: unknown, retryNum: number): Promise<boolean>;
  /** Tries what will not be sent again until it is done; false when it is given up. Never throws. */
  tries(updateId: string, work: () => Promise<unknown>, stopping: AbortSignal): Promise<boolean>;
}

export function patience({ deadLetter, storeAnswers, log }: PatienceParts): Patience {
  const keep = async (updateId: string, code: string): Promise<boolean> => {
    try {
      await storeAnswers();
      await deadLetter(updateId, code);
    } catch (away) {
      log.warn({ channel: 'slack', updateId, code: codeOf(away) }, 'the case store is away');
      return false;
    }
    log.warn({ channel: 'slack', updateId, code }, 'an update was given up');
    return true;
  };

  return {
    async isOver(updateId, fault, retryNum) {
      const code = codeOf(fault);
      log.warn({ channel: 'slack', updateId, code, attempts: retryNum + 1 }, 'an update failed');
      return retryNum >= LAST_RETRY && (await keep(updateId, code));
    },

    async tries(updateId, work, stopping) {
      for (let failures = 1; ; failures += 1) {
        try {
          await work();
          return true;
        } catch (fault) {
          const code = codeOf(fault);
          log.warn({ channel: 'slack', updateId, code, attempts: failures }, 'an update failed');
          if (failures < MOST_TRIES && !stopping.aborted) {
            await pause(growing(failures, LONGEST_PAUSE_MS), stopping);
            continue;
          }
          await keep(updateId, code);
          return false;
        }
      }
    },
  };
}
