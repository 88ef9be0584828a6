import { type Fields, stringOf } from './fields.ts';
import type { Called } from './posting.ts';
import { refused, wrong } from './refusal.ts';
import { checkedView } from './view-rules.ts';
import type { Screen, SlackView } from './views.ts';

/** https://docs.slack.dev/reference/methods/views.open */
export function openView({ workspace }: Called, given: Fields): Fields {
  const view = checkedView(given['view'], 'modal');
  const { userId } = workspace.triggers.exchange(stringOf(given['trigger_id']));
  return { view: workspace.views.open(workspace.views.screen(userId), view) };
}

/** https://docs.slack.dev/reference/methods/views.push */
export function pushView({ workspace }: Called, given: Fields): Fields {
  const view = checkedView(given['view'], 'modal');
  const { userId, inModal } = workspace.triggers.exchange(stringOf(given['trigger_id']));
  const screen = workspace.views.screen(userId);
  if (!inModal || screen.stack.length === 0) throw wrong('invalid_arguments', ['views.push: no modal is open']);
  return { view: workspace.views.push(screen, view) };
}

/** https://docs.slack.dev/reference/methods/views.update */
export function updateView({ workspace }: Called, given: Fields): Fields {
  const { view_id: id, external_id: externalId, hash } = given;
  if (!id && !externalId) throw wrong('invalid_arguments', ['views.update: view_id or external_id is missing']);
  const found = workspace.views.find(stringOf(id), stringOf(externalId));
  const next = checkedView(given['view'], found?.view.type ?? 'modal');
  if (!found) throw refused('not_found');
  unchanged(found.view, hash);
  return { view: workspace.views.update(found.screen, found.view, next) };
}

/** https://docs.slack.dev/reference/methods/views.publish */
export function publishView({ workspace }: Called, given: Fields): Fields {
  const view = checkedView(given['view'], 'home');
  const member = workspace.members.get(stringOf(given['user_id']));
  if (!member || member.blocked) throw refused('user_not_found');
  if (member.deactivated === true) throw refused('account_inactive');
  const screen: Screen = workspace.views.screen(member.id);
  if (screen.home) unchanged(screen.home, given['hash']);
  return { view: workspace.views.publish(screen, view) };
}

function unchanged(view: SlackView, hash: unknown) {
  if (typeof hash === 'string' && hash !== '' && hash !== view.hash) throw refused('hash_conflict');
}
