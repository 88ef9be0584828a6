import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Log } from '../channel/log.ts';
import { growing, pause } from '../channel/pause.ts';
import { codeOf, isTokenGone } from './trouble.ts';

/** The one workspace that the token is of, and who the app is in it. */
export interface Installed {
  readonly teamId: string;
  /** Null outside an enterprise. */
  readonly enterpriseId: string | null;
  readonly appId: string | null;
  readonly botId: string | null;
  readonly botUserId: string | null;
}

export interface Workspace {
  /** Slack knows the token. */
  ready(): boolean;
  /** Throws `NotKnownYet` when Slack has not said it soon enough. */
  installed(): Promise<Installed>;
  /** Throws `Foreign` for what is not of ours, as far as that is known: a token that is gone is not told whose it was. */
  mustBeOurs(body: unknown): void;
  /** Asks whether the token is gone for good. An event that says so may be about an earlier one. */
  isGone(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Slack has not said yet whose token this is: what comes is to come again. */
export class NotKnownYet extends Error {
  readonly code = 'slack-not-known-yet';
}

/** Of another workspace, enterprise or app than ours. */
export class Foreign extends Error {
  readonly code = 'slack-foreign-payload';
}

/** With what the listener may take after it (listen.ts) still inside the three seconds in which Slack wants an answer. */
const MOST_WAITING_MS = 400;
const LONGEST_PAUSE_MS = 15_000;

export interface WorkspaceParts {
  readonly client: WebClient;
  readonly log: Log;
  /** Called once, when Slack has said whose token this is. */
  readonly known: () => Promise<void>;
}

/** Asks Slack whose token this is until it has said so. Starting never waits for it. */
export function openWorkspace({ client, log, known }: WorkspaceParts): Workspace {
  const stopping = new AbortController();
  let found: Installed | undefined;

  const ask = async (): Promise<void> => {
    for (let failures = 1; !stopping.signal.aborted; failures += 1) {
      try {
        const { team_id: teamId, enterprise_id, app_id, bot_id, user_id } = await client.auth.test();
        if (!teamId) throw new Error('no workspace');
        found = {
          teamId,
          enterpriseId: enterprise_id ?? null,
          appId: app_id ?? null,
          botId: bot_id ?? null,
          botUserId: user_id ?? null,
        };
        await known().catch((fault) => log.warn({ channel: 'slack', code: codeOf(fault) }, 'chats were not revived'));
        return;
      } catch (trouble) {
        log.warn({ channel: 'slack', code: codeOf(trouble), attempts: failures }, 'Slack does not know the token');
        await pause(growing(failures, LONGEST_PAUSE_MS), stopping.signal);
      }
    }
  };
  const asking = ask();

  return {
    ready: () => found !== undefined,
    async installed() {
      const late = new AbortController();
      if (!found) await Promise.race([asking, pause(MOST_WAITING_MS, late.signal)]);
      late.abort();
      if (!found) throw new NotKnownYet();
      return found;
    },
    mustBeOurs(body) {
      if (found) mustBeOurs(found, body);
    },
    isGone: () =>
      client.auth.test().then(
        () => false,
        (trouble) => {
          if (isTokenGone(trouble)) return true;
          throw trouble;
        },
      ),
    async stop() {
      stopping.abort();
      await asking;
    },
  };
}

const enterprise = z.looseObject({ id: z.string() }).nullish();
const payload = z.looseObject({
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  api_app_id: z.string().nullish(),
  is_enterprise_install: z.union([z.boolean(), z.string()]).nullish(),
  team: z.looseObject({ id: z.string() }).nullish(),
  user: z.looseObject({ team_id: z.string().nullish() }).nullish().catch(null),
  enterprise,
  // Of a message: of whom it is. Elsewhere `team` may be anything.
  event: z
    .looseObject({
      team: z.string().nullish().catch(null),
      user_team: z.string().nullish().catch(null),
      source_team: z.string().nullish().catch(null),
    })
    .nullish(),
});

/** A good signature says that Slack sent it, not that it is about our workspace. Throws `Foreign`. */
export function mustBeOurs({ teamId, enterpriseId, appId }: Installed, body: unknown): void {
  const sent = payload.safeParse(body).data;
  if (!sent) throw new Foreign();
  const { event } = sent;
  const ofEvent = [event?.team, event?.user_team, event?.source_team];
  const teams = [sent.team_id, sent.team?.id, sent.user?.team_id, ...ofEvent];
  const said = teams.filter((team) => typeof team === 'string');
  const enterprises = [sent.enterprise_id, sent.enterprise?.id];
  const isOurs =
    said.length > 0 &&
    said.every((team) => team === teamId) &&
    enterprises.every((id) => !id || id === enterpriseId) &&
    (!appId || !sent.api_app_id || sent.api_app_id === appId) &&
    String(sent.is_enterprise_install ?? false) !== 'true';
  if (!isOurs) throw new Foreign();
}
