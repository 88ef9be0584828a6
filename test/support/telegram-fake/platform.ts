import type { BotCommand, Message, UserFromGetMe } from 'grammy/types';
import type { ChatRooms } from './chats.ts';
import type { FileStore } from './files.ts';
import type { FloodControl } from './flood.ts';
import type { Params } from './request-body.ts';
import type { UpdateQueue } from './updates.ts';
import type { WebhookDelivery } from './webhook.ts';

/** A message that the platform took for delivery, as it was at that moment. `at` in ms. */
export type Accepted = {
  method: string;
  chatId: number;
  messageId: number;
  message: Message;
  protected: boolean;
  at: number;
};

/** A later change of a message that the platform took. */
export type Change = { method: string; chatId: number; messageId: number; text: string | undefined; at: number };

/** A tap that waits for its answer. */
export type Query = { id: string; chatId: number; at: number; answered: boolean };

/** Something that the platform allows and this program must not do. */
export type Violation = { rule: 'protect-content'; method: string; chatId: number };

export type CommandList = { scope: string; language: string; commands: BotCommand[] };

/** Everything the methods work on. */
export type Platform = {
  bot: UserFromGetMe;
  now: () => number;
  rooms: ChatRooms;
  files: FileStore;
  flood: FloodControl;
  queue: UpdateQueue;
  webhook: WebhookDelivery;
  queries: Map<string, Query>;
  queryLifeMs: number;
  accepted: Accepted[];
  changes: Change[];
  violations: Violation[];
  requireProtectContent: boolean;
  /** Latest list of each scope and language. */
  commands: Map<string, CommandList>;
};

/** `gone` aborts when the client has left. */
export type Method = (platform: Platform, params: Params, gone: AbortSignal) => unknown;

export const secondsOf = (platform: Platform) => Math.floor(platform.now() / 1000);
