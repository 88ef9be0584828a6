import type { App, BlockAction, SlackEventMiddlewareArgs, ViewClosedAction, ViewSubmitAction } from '@slack/bolt';
import { addressOf } from './address.ts';
import { apologise } from './apology.ts';
import { commandCame, eventCame, type Heard, shortcutCame, tapCame } from './came.ts';
import type { Carry } from './carry.ts';
import { homeOpened } from './home/opened.ts';
import { listened } from './listened.ts';
import type { WindowParts } from './parts.ts';
import type { Patience } from './patience.ts';
import { NotNow } from './receiver.ts';
import { submissions } from './submissions.ts';
import { underWay } from './under-way.ts';
import { eventUpdate, triggerUpdate } from './update-id.ts';
import { viewActed } from './window/acted.ts';
import { viewClosed } from './window/closed.ts';

/** Slack hangs up after three seconds. */
const ACKNOWLEDGED_WITHIN_MS = 2_500;

export interface ListenParts {
  readonly windowParts: WindowParts;
  readonly carry: Carry;
  readonly patience: Patience;
  /** The app is not in the workspace any more. */
  readonly gone: (body: unknown) => Promise<void>;
  readonly acknowledgedWithinMs?: number;
}

export interface Listening {
  /** Takes no event any more and resolves when what was under way is committed. */
  stop(): Promise<void>;
}

/** Somebody did something that Slack will not send again. */
interface Interaction {
  readonly updateId: string;
  readonly teamId: string;
  readonly userId: string;
}

/**
 * Everything that Slack brings, acknowledged when it is committed. An event that fails is refused, so that Slack sends it
 * again; a command, a tap or a window is not sent again: it is tried here, and its person told when it did not work.
 */
export function listen(app: App, parts: ListenParts): Listening {
  const { windowParts, carry, patience, gone, acknowledgedWithinMs = ACKNOWLEDGED_WITHIN_MS } = parts;
  const stopping = new AbortController();
  const { inTime, idle } = underWay(acknowledgedWithinMs);
  // What comes on a connection that is still open then would be acknowledged, and waited for by nobody.
  let isOver = false;
  const mustBeOpen = () => {
    if (isOver) throw new NotNow();
  };

  const submitted = submissions(parts, inTime, stopping.signal);

  const onEvent = async (body: SlackEventMiddlewareArgs['body'], retryNum: number) => {
    const came = eventCame(body.event);
    if (came.is === 'nothing') return;
    if (stopping.signal.aborted) throw new NotNow();
    const { team_id: teamId, event_id: eventId } = body;
    const updateId = eventUpdate(teamId, eventId);
    const work = async () => {
      if (came.is === 'gone') return gone(body);
      const who = await carry.who(teamId, came.user);
      if (came.is === 'home') return homeOpened(windowParts, who);
      for (const [index, what] of came.what.entries()) {
        await carry.heard(who, index === 0 ? updateId : `${updateId}:${index}`, what, null);
      }
    };
    const settled = work().catch(async (fault) => {
      if (!(await patience.isOver(updateId, fault, retryNum))) throw fault;
      if (came.is === 'heard') await apologise(windowParts, addressOf(teamId, came.user));
    });
    if ((await inTime(settled)) === 'late') throw new NotNow();
  };

  const interact = async ({ updateId, teamId, userId }: Interaction, work: () => Promise<unknown>) => {
    mustBeOpen();
    const done = async () => {
      if (await patience.tries(updateId, work, stopping.signal)) return;
      await apologise(windowParts, addressOf(teamId, userId));
    };
    await inTime(done());
  };

  const say = (by: Interaction, what: Heard, triggerId: string) =>
    interact(by, async () => carry.heard(await carry.who(by.teamId, by.userId), by.updateId, what, triggerId));

  for (const name of listened.events) {
    app.event(name, async ({ body, context }) => onEvent(body, context.retryNum ?? 0));
  }

  app.command(listened.command, async ({ body, ack }) => {
    const { team_id: teamId, user_id: userId, trigger_id: triggerId, text } = body;
    await say({ updateId: triggerUpdate(teamId, triggerId), teamId, userId }, commandCame(text), triggerId);
    await ack();
  });

  app.shortcut({ type: 'shortcut' }, async ({ body, ack }) => {
    const what = shortcutCame(body.callback_id);
    const by = interactionOf(body, body.trigger_id);
    if (what) await say(by, what, body.trigger_id);
    await ack();
  });

  app.action<BlockAction>({ type: 'block_actions' }, async ({ body, ack }) => {
    const what = tapCame(body);
    const by = interactionOf(body, body.trigger_id);
    if (what === 'in-window') {
      await interact(by, async () => viewActed(windowParts, body, await carry.who(by.teamId, by.userId)));
    } else if (what) await say(by, what, body.trigger_id);
    await ack();
  });

  app.view<ViewClosedAction>({ type: 'view_closed', callback_id: /.*/ }, async ({ body, ack }) => {
    const by = interactionOf(body, body.view.id);
    await interact(by, async () => viewClosed(windowParts, body, await carry.who(by.teamId, by.userId)));
    await ack();
  });

  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: /.*/ }, async ({ body, ack }) => {
    mustBeOpen();
    const { teamId, userId } = interactionOf(body, body.trigger_id);
    const response = await submitted(body, teamId, userId);
    if (response) await ack(response);
    else await ack();
  });

  return {
    async stop() {
      stopping.abort();
      await idle();
      isOver = true;
      await carry.settled();
    },
  };
}

/** `team` is null where an app is of a whole enterprise, which this one is not. */
const interactionOf = (
  { team, user }: { team: { id: string } | null; user: { id: string; team_id?: string } },
  id: string,
): Interaction => {
  const teamId = team?.id ?? user.team_id ?? '';
  return { teamId, userId: user.id, updateId: triggerUpdate(teamId, id) };
};
