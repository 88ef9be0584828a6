import { shownMessage } from './events.ts';
import { type Fields, stringOf } from './fields.ts';
import type { SlackMessage } from './messages.ts';
import type { Parcel } from './parcel.ts';
import type { SlackView } from './views.ts';
import type { Member, Workspace } from './workspace.ts';

const nameOf = ({ id }: Member) => `person.${id.toLowerCase()}`;

function whoAndWhere({ teamId, appId, verificationToken: token }: Workspace, member: Member): Fields {
  return {
    team: { id: teamId, domain: 'tryeza-test' },
    user: { id: member.id, username: nameOf(member), name: nameOf(member), team_id: teamId },
    api_app_id: appId,
    token,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function blockActions(
  workspace: Workspace,
  member: Member,
  action: Fields,
  at: SlackMessage | SlackView,
): Parcel {
  const {
    triggers,
    place: { origin },
  } = workspace;
  const inView = 'hash' in at;
  const { type: _, block_id: block, action_id: id, text: __, ...value } = action;
  const chosen =
    action['type'] === 'button' ? {} : { [String(block)]: { [String(id)]: { type: action['type'], ...value } } };
  const where = inView
    ? { container: { type: 'view', view_id: at.id }, view: at }
    : {
        container: { type: 'message', message_ts: at.ts, channel_id: at.channel, is_ephemeral: at.ephemeral },
        channel: { id: at.channel, name: 'directmessage' },
        message: shownMessage(workspace, at, member.id),
        state: { values: chosen },
        response_url: `${origin}/actions/${member.id}/${at.ts}`,
      };
  return {
    kind: 'interactive',
    name: `block_actions ${stringOf(action['action_id'])}`,
    payload: {
      type: 'block_actions',
      ...whoAndWhere(workspace, member),
      ...where,
      trigger_id: triggers.issue(member.id, inView && at.type === 'modal'),
      actions: [{ ...action, action_ts: workspace.messages.nextTs() }],
    },
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function viewParcel(
  workspace: Workspace,
  member: Member,
  type: 'view_submission' | 'view_closed',
  view: SlackView,
): Parcel {
  const submitted = type === 'view_submission';
  return {
    kind: 'interactive',
    name: `${type} ${view.callback_id}`,
    payload: {
      type,
      ...whoAndWhere(workspace, member),
      view,
      ...(submitted
        ? { trigger_id: workspace.triggers.issue(member.id, true), response_urls: [] }
        : { is_cleared: view['clear_on_close'] === true }),
    },
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export function shortcutParcel(workspace: Workspace, member: Member, callbackId: string): Parcel {
  return {
    kind: 'interactive',
    name: `shortcut ${callbackId}`,
    payload: {
      type: 'shortcut',
      ...whoAndWhere(workspace, member),
      action_ts: workspace.messages.nextTs(),
      callback_id: callbackId,
      trigger_id: workspace.triggers.issue(member.id),
    },
  };
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands/#app_command_handling */
export function slashParcel(workspace: Workspace, member: Member, text: string, channel: string): Parcel {
  const {
    teamId,
    appId,
    verificationToken: token,
    place: { origin },
    triggers,
    messages,
  } = workspace;
  return {
    kind: 'slash',
    name: `/tryeza ${text.split(' ')[0] ?? ''}`.trim(),
    payload: {
      token,
      team_id: teamId,
      team_domain: 'tryeza-test',
      channel_id: channel,
      channel_name: channel.startsWith('D') ? 'directmessage' : 'general',
      user_id: member.id,
      user_name: nameOf(member),
      command: '/tryeza',
      text,
      api_app_id: appId,
      is_enterprise_install: 'false',
      response_url: `${origin}/commands/${member.id}/${messages.nextTs()}`,
      trigger_id: triggers.issue(member.id),
    },
  };
}
