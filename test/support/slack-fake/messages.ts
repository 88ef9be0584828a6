import { type Block, blocksOf } from './block.ts';
import { checkBlocks } from './block-rules.ts';
import type { Fields } from './fields.ts';
import { listOf, stringOf } from './fields.ts';
import { escaped, lengthOf } from './limit.ts';
import { refused, wrong } from './refusal.ts';

/** What a person sees in the conversation with the app. `ephemeral`: only for now, gone on reload. */
export type SlackMessage = {
  from: 'bot' | 'person';
  channel: string;
  ts: string;
  text: string;
  blocks?: readonly Block[] | undefined;
  files?: readonly Fields[];
  edited: boolean;
  ephemeral: boolean;
};

export type Content = { text: string; blocks?: readonly Block[] };

/**
 * Text and blocks of a message, or the refusal of the platform. `broken` hears of what is taken but badly shown.
 * https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function contentOf(method: string, given: Fields, broken: (what: string) => void): Content {
  const text = stringOf(given['text']);
  const has = given['blocks'] !== undefined;
  if (text === '' && listOf(given['blocks']).length === 0) throw wrong('no_text');
  if (text.trim() === '') broken(`${method}: blocks without text, nothing for the lock screen and the screen reader`);
  if (lengthOf(text) > 40_000) throw wrong('msg_too_long');
  if (lengthOf(text) > 4000)
    broken(`${method}: text of ${lengthOf(text)} characters, at most 4000 are sure to be shown`);
  escaped(text, 'text', (where, what) => broken(`${method}: ${where} ${what}`));
  const messages: string[] = [];
  if (has) checkBlocks(given['blocks'], 'message', (where, what) => messages.push(`${where}: ${what}`));
  if (messages.length > 0) throw wrong('invalid_blocks', messages);
  return { text, ...(has ? { blocks: blocksOf(given['blocks']) } : {}) };
}

/** `now` in ms. */
export function messageStore(now: () => number) {
  const messages: SlackMessage[] = [];
  let last = 0;
  const nextTs = () => {
    last = Math.max(last + 1, Math.floor(now() * 1000));
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
  };
  return {
    nextTs,
    add(message: Omit<SlackMessage, 'ts' | 'edited' | 'ephemeral'> & { ephemeral?: boolean }): SlackMessage {
      const added = { edited: false, ephemeral: false, ...message, ts: nextTs() };
      messages.push(added);
      return added;
    },
    in: (channel: string) => messages.filter((message) => message.channel === channel),
    find: (channel: string, ts: string) => messages.find((one) => one.channel === channel && one.ts === ts),
    own(channel: string, ts: string, notOwn: string): SlackMessage {
      const found = this.find(channel, ts);
      if (!found || found.ephemeral) throw refused('message_not_found');
      if (found.from !== 'bot') throw wrong(notOwn);
      return found;
    },
    remove(message: SlackMessage) {
      messages.splice(messages.indexOf(message), 1);
    },
  };
}

export type MessageStore = ReturnType<typeof messageStore>;
