import type { ViewSubmitAction } from '@slack/bolt';
import { addressOf } from './address.ts';
import { apologise, saidTo } from './apology.ts';
import type { Carry } from './carry.ts';
import type { WindowParts } from './parts.ts';
import type { Patience } from './patience.ts';
import type { UnderWay } from './under-way.ts';
import { viewUpdate } from './update-id.ts';
import { waitingPage } from './window/last-page.ts';
import { type ViewResponse, viewSubmitted } from './window/submitted.ts';

export interface SubmissionParts {
  readonly windowParts: WindowParts;
  readonly carry: Carry;
  readonly patience: Patience;
}

/**
 * Windows that were sent. A page that could not be kept in time stays open with what was typed: pressed again, it is sent
 * again. Where nothing is typed (a summary) nothing can be said at a field: it is tried here, and its end comes in the chat.
 */
export function submissions(
  { windowParts, carry, patience }: SubmissionParts,
  inTime: UnderWay['inTime'],
  stopping: AbortSignal,
): (body: ViewSubmitAction, teamId: string, userId: string) => Promise<ViewResponse> {
  return async (body, teamId, userId) => {
    const { view } = body;
    const address = addressOf(teamId, userId);
    const updateId = viewUpdate(teamId, view.id, view.hash);
    const work = async () => viewSubmitted(windowParts, body, await carry.who(teamId, userId));
    const input = view.blocks.find(({ type }) => type === 'input')?.block_id;
    if (input) {
      const kept = work().catch(async (fault) => {
        await patience.isOver(updateId, fault, 0);
        return 'late' as const;
      });
      const response = await inTime(kept);
      if (response !== 'late') return response;
      const words = await saidTo(windowParts, address, 'slack.press-again');
      return { response_action: 'errors', errors: { [input]: words } };
    }
    let response: ViewResponse;
    const tried = async () => {
      const answered = async () => {
        response = await work();
      };
      if (await patience.tries(updateId, answered, stopping)) return;
      await apologise(windowParts, address);
    };
    if ((await inTime(tried())) !== 'late') return response;
    return { response_action: 'update', view: waitingPage(await saidTo(windowParts, address, 'slack.goes-on')) };
  };
}
