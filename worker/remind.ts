import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import type { Done, Processor } from './queue.ts';
import type { Speaking } from './speaking.ts';

const step = z.object({ obligation: z.uuid(), step: z.iso.datetime() });

/**
 * The alarm of one step. Rings early when the clocks of two machines differ: then it is set again. Rings late, or for a step
 * that is over: then nothing is owed, and nothing is said.
 */
export const remind =
  (speaking: Speaking, clock: Clock): Processor =>
  async (data): Promise<Done> => {
    if ('epoch' in data) return 'done';
    const { obligation, step: at } = step.parse(data);
    const early = new Date(at).getTime() - clock.now().getTime();
    if (early > 0) return { againInMs: early };
    await speaking.one(obligation);
    return 'done';
  };
