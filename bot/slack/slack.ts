import { App } from '@slack/bolt';
import type { Router } from 'express';
import type { SlackAccess } from './access.ts';
import { type CarryParts, slackCarry } from './carry.ts';
import { fileReader } from './file.ts';
import { languageReader } from './language.ts';
import { libraryLog } from './library-log.ts';
import { listen } from './listen.ts';
import type { WindowParts } from './parts.ts';
import { type PatienceParts, patience } from './patience.ts';
import { byHttp, bySocket, type WayIn } from './receiver.ts';
import { clientOptions, slackClient } from './web-client.ts';
import { mustBeOurs, openWorkspace } from './workspace.ts';

export interface SlackParts
  extends Omit<WindowParts, 'client' | 'fetchFile'>,
    Pick<CarryParts, 'whoIs' | 'wantsFile'>,
    PatienceParts {
  readonly access: SlackAccess;
  /** The app was removed from the workspace: nothing can be sent there. Again and again is harmless. */
  readonly workspaceGone: () => Promise<void>;
  /** Slack knows the token: chats that died with another one live. */
  readonly workspaceBack: () => Promise<void>;
  /** How long the answer to Slack may take. Default 2.5 s. */
  readonly acknowledgedWithinMs?: number;
}

export interface Slack {
  /** To be mounted at `/slack/events`, before any body parser. Null with Socket Mode. */
  readonly router: Router | null;
  /** Slack knows the token and can reach this process. */
  ready(): boolean;
  /** Takes nothing more and resolves when what was under way is committed and answered. */
  stop(): Promise<void>;
}

export function startSlack(parts: SlackParts): Slack {
  const { access, log, workspaceGone, workspaceBack, acknowledgedWithinMs } = parts;
  const client = slackClient(access, log);
  const workspace = openWorkspace({ client, log, known: workspaceBack });
  const way = wayIn(access, parts);
  const app = new App({
    receiver: way.receiver,
    socketMode: access.appToken !== null,
    logger: libraryLog(log),
    clientOptions: clientOptions(access, log),
    convoStore: false,
    attachFunctionToken: false,
    async authorize(_source, body) {
      const installed = await workspace.installed();
      mustBeOurs(installed, body);
      const { botId, botUserId, teamId } = installed;
      return { teamId, ...(botId ? { botId } : {}), ...(botUserId ? { botUserId } : {}) };
    },
  });
  // Whatever goes wrong is answered by the receiver, which knows the request.
  app.error(async (fault) => {
    throw fault;
  });
  const windowParts: WindowParts = { ...parts, client, fetchFile: fileReader(client, access) };
  const carry = slackCarry({ ...parts, ...windowParts, languageOf: languageReader(client) });
  const listening = listen(app, {
    windowParts,
    carry,
    patience: patience(parts),
    async gone(body) {
      workspace.mustBeOurs(body);
      if (await workspace.isGone()) await workspaceGone();
    },
    ...(acknowledgedWithinMs === undefined ? {} : { acknowledgedWithinMs }),
  });
  return {
    router: way.router,
    ready: () => workspace.ready() && way.ready(),
    async stop() {
      await workspace.stop();
      await listening.stop();
      await way.stop();
    },
  };
}

function wayIn(access: SlackAccess, { log }: Pick<SlackParts, 'log'>): WayIn {
  if (access.appToken) return bySocket(access.appToken, clientOptions(access, log), log);
  if (!access.signingSecret) throw new Error('Slack has neither a signing secret nor an app token');
  return byHttp(access.signingSecret, log);
}
