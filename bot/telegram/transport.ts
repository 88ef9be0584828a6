import { Api } from 'grammy';
import type { Answer, Rendered, Transport } from '../../core/outbox/transport.ts';
import { pieces } from '../channel/pieces.ts';
import { fits, keyboard } from './keyboard.ts';
import { answerTo, said } from './trouble.ts';

export interface TelegramAccess {
  readonly token: string;
  /** Without a slash at the end. */
  readonly apiRoot: string;
  /** How long one request may take. Default 8 s. */
  readonly timeoutMs?: number;
}

export const telegramApi = ({ token, apiRoot, timeoutMs = 8_000 }: TelegramAccess): Api =>
  new Api(token, { apiRoot, timeoutSeconds: timeoutMs / 1000 });

/** UTF-16 units; the platform's own limit. */
const MOST_IN_A_TEXT = 4096;

const PLAIN = { link_preview_options: { is_disabled: true } };

/**
 * The way out to Telegram: plain text, protected, without previews. Keeps to no rate of its own; a 429 is answered with
 * the platform's time. The ref is the id of the message; of a text in several pieces that of the last, which has the buttons.
 */
export function telegramTransport(access: TelegramAccess): Transport {
  const { raw } = telegramApi(access);
  // Of texts in several pieces: how many were taken before the platform said "later".
  const taken = new Map<string, number>();

  return {
    channel: 'telegram',

    async send(address, message, messageId) {
      if (!fits(message.buttons)) return unfit;
      const texts = pieces(message.text, MOST_IN_A_TEXT);
      if (texts.length === 0) return empty;
      for (const [index, text] of texts.entries()) {
        if (index < (taken.get(messageId) ?? 0)) continue;
        const isLast = index === texts.length - 1;
        const sent = await asked(() =>
          raw.sendMessage({
            chat_id: address,
            text,
            protect_content: true,
            ...PLAIN,
            ...(isLast ? under(message) : {}),
          }),
        );
        if (sent.is === 'accepted' && !isLast) taken.set(messageId, index + 1);
        if (sent.is === 'never' || (sent.is === 'accepted' && isLast)) taken.delete(messageId);
        if (sent.is !== 'accepted' || isLast) return sent;
      }
      return empty;
    },

    async edit(address, ref, message) {
      if (!fits(message.buttons)) return unfit;
      // The ref is that of the last piece: the ones before it stay as they are.
      const text = pieces(message.text, MOST_IN_A_TEXT).at(-1);
      if (text === undefined) return empty;
      return asked(
        () => raw.editMessageText({ chat_id: address, message_id: Number(ref), text, ...PLAIN, ...under(message) }),
        { settled: /message is not modified/i, ref },
      );
    },

    /** The platform deletes for 48 hours; what is older, or not its to delete, stays. */
    delete: (address, ref) =>
      asked(() => raw.deleteMessage({ chat_id: address, message_id: Number(ref) }), {
        settled: /message to delete not found/i,
        ref,
      }),
  };
}

const unfit: Answer = { is: 'never', code: 'buttons-unfit', chatIsDead: false };
const empty: Answer = { is: 'never', code: 'text-empty', chatIsDead: false };

function under({ buttons }: Rendered) {
  const markup = keyboard(buttons);
  return markup ? { reply_markup: markup } : {};
}

/** @param already the words with which the platform says that it is so already, and of which message */
async function asked(call: () => Promise<unknown>, already?: { settled: RegExp; ref: string }): Promise<Answer> {
  try {
    const result = await call();
    return { is: 'accepted', ref: already?.ref ?? refOf(result) };
  } catch (trouble) {
    if (already && said(trouble, already.settled)) return { is: 'accepted', ref: already.ref };
    return answerTo(trouble);
  }
}

const refOf = (result: unknown): string | null =>
  typeof result === 'object' && result !== null && 'message_id' in result ? String(result.message_id) : null;
