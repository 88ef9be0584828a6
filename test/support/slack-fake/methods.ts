import { type Fields, stringOf } from './fields.ts';
import { type Called, deleteMessage, openConversation, postMessage, updateMessage } from './posting.ts';
import { refused } from './refusal.ts';
import { openView, publishView, pushView, updateView } from './view-calls.ts';

type Method = (called: Called, given: Fields) => Fields;

const METHODS: { readonly [name: string]: Method } = {
  'api.test': (_, given) => ({ args: given }),
  'auth.test': ({ workspace }) => ({
    url: 'https://tryeza-test.slack.com/',
    team: 'Tryeza test',
    user: 'tryeza',
    team_id: workspace.teamId,
    user_id: workspace.botUserId,
    bot_id: workspace.botId,
    is_enterprise_install: false,
  }),
  'chat.postMessage': postMessage,
  'chat.update': updateMessage,
  'chat.delete': deleteMessage,
  'conversations.open': openConversation,
  'views.open': openView,
  'views.push': pushView,
  'views.update': updateView,
  'views.publish': publishView,
  'users.info': userInfo,
  'files.info': ({ workspace }, given) => {
    const file = workspace.files.named(stringOf(given['file']));
    if (!file) throw refused('file_not_found');
    return { file: workspace.files.shown(file), comments: [] };
  },
};

export const methodNamed = (name: string): Method | undefined =>
  Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;

/** https://docs.slack.dev/reference/methods/users.info */
function userInfo({ workspace }: Called, given: Fields): Fields {
  const member = workspace.members.get(stringOf(given['user']));
  if (!member || member.blocked) throw refused('user_not_found');
  const name = `person.${member.id.toLowerCase()}`;
  return {
    user: {
      id: member.id,
      team_id: workspace.teamId,
      name,
      deleted: member.deactivated !== false,
      real_name: name,
      tz: 'Europe/Belgrade',
      tz_offset: 3600,
      profile: { real_name: name, display_name: name },
      is_admin: false,
      is_owner: false,
      is_bot: false,
      is_app_user: false,
      ...(given['include_locale'] === true || given['include_locale'] === 'true' || given['include_locale'] === '1'
        ? { locale: member.locale }
        : {}),
    },
  };
}

/** Whom a call concerns: the one written to, or whose screen it changes. */
export function concerned({ workspace }: Called, given: Fields): string | undefined {
  const { channel, users, user, user_id: id, trigger_id: trigger, view_id: view } = given;
  return (
    workspace.memberOf(stringOf(channel))?.id ??
    [users, user, id].map(stringOf).find(Boolean) ??
    workspace.triggers.ownerOf(stringOf(trigger)) ??
    workspace.views.find(stringOf(view))?.screen.userId
  );
}
