import { randomBytes } from 'node:crypto';
import type { Fields } from './fields.ts';
import type { SlackMessage } from './messages.ts';
import type { Parcel } from './parcel.ts';
import type { Workspace } from './workspace.ts';

const eventId = () => `Ev${randomBytes(5).toString('hex').toUpperCase()}`;

/** https://docs.slack.dev/apis/events-api/#callback-field */
export function eventParcel(workspace: Workspace, event: Fields): Parcel {
  const { teamId, appId, botUserId, verificationToken: token, now } = workspace;
  return {
    kind: 'event',
    name: [event['type'], event['subtype']].filter(Boolean).join('.'),
    payload: {
      token,
      team_id: teamId,
      context_team_id: teamId,
      context_enterprise_id: null,
      api_app_id: appId,
      event: { ...event, event_ts: event['event_ts'] ?? workspace.messages.nextTs() },
      type: 'event_callback',
      event_id: eventId(),
      event_time: Math.floor(now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${randomBytes(16).toString('base64url')}`,
    },
  };
}

/** A message as it stands in events and in `block_actions`. */
export function shownMessage(workspace: Workspace, message: SlackMessage, userId: string): Fields {
  const { appId, botId, botUserId, teamId } = workspace;
  const { text, ts, blocks, files } = message;
  const bot = message.from === 'bot';
  return {
    type: 'message',
    user: bot ? botUserId : userId,
    ts,
    text,
    team: teamId,
    ...(blocks ? { blocks } : {}),
    ...(files ? { files } : {}),
    ...(message.edited ? { edited: { user: bot ? botUserId : userId, ts: workspace.messages.nextTs() } } : {}),
    ...(bot
      ? { bot_id: botId, app_id: appId, bot_profile: { id: botId, app_id: appId, name: 'Tryeza', team_id: teamId } }
      : {}),
  };
}

const place = { channel_type: 'im' };

/** https://docs.slack.dev/reference/events/message.im */
export const messageEvent = (workspace: Workspace, message: SlackMessage, userId: string): Fields => ({
  ...shownMessage(workspace, message, userId),
  ...place,
  ...(message.from === 'person' ? { client_msg_id: randomBytes(8).toString('hex') } : {}),
  ...(message.files ? { subtype: 'file_share', upload: false } : {}),
  channel: message.channel,
  event_ts: message.ts,
});

/** https://docs.slack.dev/reference/events/message/message_changed */
export const changedEvent = (
  workspace: Workspace,
  now: SlackMessage,
  before: SlackMessage,
  userId: string,
): Fields => ({
  type: 'message',
  subtype: 'message_changed',
  hidden: true,
  ...place,
  channel: now.channel,
  ts: workspace.messages.nextTs(),
  message: shownMessage(workspace, now, userId),
  previous_message: shownMessage(workspace, before, userId),
});

/** https://docs.slack.dev/reference/events/message/message_deleted */
export const deletedEvent = (workspace: Workspace, gone: SlackMessage, userId: string): Fields => ({
  type: 'message',
  subtype: 'message_deleted',
  hidden: true,
  ...place,
  channel: gone.channel,
  ts: workspace.messages.nextTs(),
  deleted_ts: gone.ts,
  previous_message: shownMessage(workspace, gone, userId),
});
