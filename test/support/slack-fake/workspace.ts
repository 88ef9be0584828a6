import { randomBytes } from 'node:crypto';
import { fileStore } from './files.ts';
import { messageStore } from './messages.ts';
import { channelRate } from './rate.ts';
import { triggerList } from './trigger.ts';
import { viewStore } from './views.ts';

export type Member = {
  id: string;
  locale: string;
  /** The conversation with the app. */
  dm: string;
  /** Out of reach for the app. */
  blocked: boolean;
  deactivated: boolean | 'silently';
};

/** The state of the token: what every call is answered with from then on. */
export type TokenState = 'good' | 'token_revoked' | 'account_inactive';

// Wall clock that starts where the process did; the product's clock is what tests move.
const now = () => performance.timeOrigin + performance.now();

/** One Slack workspace with the app installed. */
export function slackWorkspace({ perChannelPerSecond }: { perChannelPerSecond: number }) {
  const teamId = 'T0TRYEZA01';
  const appId = 'A0TRYEZA01';
  const botId = 'B0TRYEZA01';
  const botUserId = 'U0TRYEZABOT';
  const secret = () => randomBytes(12).toString('hex');
  const members = new Map<string, Member>();
  const violations: string[] = [];
  const place = { origin: '' };
  return {
    teamId,
    appId,
    botId,
    botUserId,
    botToken: `xoxb-1000000001-1000000002-${secret()}`,
    appToken: `xapp-1-${appId}-1000000003-${secret()}`,
    signingSecret: randomBytes(16).toString('hex'),
    verificationToken: secret(),
    now,
    token: { state: 'good' as TokenState },
    members,
    violations,
    place,
    rate: channelRate(perChannelPerSecond, now),
    triggers: triggerList(teamId, now),
    files: fileStore(teamId, () => place.origin, now),
    messages: messageStore(now),
    views: viewStore({ teamId, appId, botId, now }),
    broken(what: string) {
      violations.push(what);
    },
    memberOf: (channel: string) => [...members.values()].find(({ id, dm }) => id === channel || dm === channel),
  };
}

export type Workspace = ReturnType<typeof slackWorkspace>;
