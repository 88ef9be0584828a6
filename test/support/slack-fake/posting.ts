import type { Delivery } from './delivery.ts';
import { changedEvent, deletedEvent, eventParcel, messageEvent, shownMessage } from './events.ts';
import { type Fields, stringOf } from './fields.ts';
import { contentOf } from './messages.ts';
import { refused, wrong } from './refusal.ts';
import type { Member, Workspace } from './workspace.ts';

export type Called = { workspace: Workspace; delivery: Delivery };

/** The person behind a conversation with the app; every other place is refused. */
export function recipient({ workspace }: Called, channel: string, method: string): Member {
  if (/^[CG#@]/.test(channel)) throw wrong('not_in_channel', [`${method}: posted outside direct messages`]);
  const member = workspace.memberOf(channel);
  if (!member || member.blocked) throw refused(channel.startsWith('U') ? 'user_not_found' : 'channel_not_found');
  if (member.deactivated === true) throw refused('account_inactive');
  return member;
}

// The app hears its own messages too, and must not answer them. Nobody waits for that here.
const echo = ({ workspace, delivery }: Called, event: Fields) => void delivery.event(eventParcel(workspace, event));

/** https://docs.slack.dev/reference/methods/chat.postMessage */
export function postMessage(called: Called, given: Fields): Fields {
  const { workspace } = called;
  const member = recipient(called, stringOf(given['channel']), 'chat.postMessage');
  const content = contentOf('chat.postMessage', given, workspace.broken);
  workspace.rate.count(member.dm);
  const message = workspace.messages.add({ from: 'bot', channel: member.dm, ...content });
  echo(called, messageEvent(workspace, message, member.id));
  return { channel: member.dm, ts: message.ts, message: shownMessage(workspace, message, member.id) };
}

/** https://docs.slack.dev/reference/methods/chat.update */
export function updateMessage(called: Called, given: Fields): Fields {
  const { workspace } = called;
  const channel = stringOf(given['channel']);
  if (channel.startsWith('U')) throw wrong('channel_not_found', ['chat.update: takes the channel of the message']);
  const member = recipient(called, channel, 'chat.update');
  const message = workspace.messages.own(channel, stringOf(given['ts']), 'cant_update_message');
  const content = contentOf('chat.update', given, workspace.broken);
  const before = { ...message };
  // New text alone takes the blocks away.
  Object.assign(message, { blocks: undefined, ...content, edited: true });
  echo(called, changedEvent(workspace, message, before, member.id));
  return { channel, ts: message.ts, text: message.text, message: shownMessage(workspace, message, member.id) };
}

/** https://docs.slack.dev/reference/methods/chat.delete */
export function deleteMessage(called: Called, given: Fields): Fields {
  const { workspace } = called;
  const channel = stringOf(given['channel']);
  const member = recipient(called, channel, 'chat.delete');
  const message = workspace.messages.own(channel, stringOf(given['ts']), 'cant_delete_message');
  workspace.messages.remove(message);
  echo(called, deletedEvent(workspace, message, member.id));
  return { channel, ts: message.ts };
}

/** https://docs.slack.dev/reference/methods/conversations.open */
export function openConversation({ workspace }: Called, given: Fields): Fields {
  const ids = stringOf(given['users']).split(',').filter(Boolean);
  const channel = stringOf(given['channel']);
  if (ids.length === 0 && channel === '') throw wrong('users_list_not_supplied');
  if (ids.length > 1) throw wrong('not_in_channel', ['conversations.open: posted outside direct messages']);
  const member = workspace.memberOf(ids[0] ?? channel);
  if (!member || member.blocked) throw refused(channel ? 'channel_not_found' : 'user_not_found');
  if (member.deactivated === true) throw refused('account_inactive');
  return { no_op: true, already_open: true, channel: { id: member.dm } };
}

/** What the app sends to a `response_url`. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
export function respond({ workspace }: Called, given: Fields, userId: string, ts: string) {
  const member = workspace.members.get(userId);
  if (!member) throw refused('used_url');
  const message = workspace.messages.find(member.dm, ts);
  if (given['delete_original'] === true) {
    if (message) workspace.messages.remove(message);
    return;
  }
  const content = contentOf('response_url', given, workspace.broken);
  if (given['replace_original'] === true && message) return void Object.assign(message, content, { edited: true });
  const ephemeral = given['response_type'] !== 'in_channel';
  workspace.messages.add({ from: 'bot', channel: member.dm, ...content, ephemeral });
}
