import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { Rendered } from '../../core/outbox/transport.ts';

/** Two labels up to this stand side by side on a small phone without being cut. */
const SHORT = 16;
const MOST_BUTTONS = 100;
const MOST_BYTES = 64;

/** Whether the platform takes these buttons: at most 100, ids of 1 to 64 bytes, labels with something in them. */
export const fits = (buttons: Rendered['buttons']): boolean =>
  buttons.length <= MOST_BUTTONS &&
  buttons.every(({ id, label }) => id !== '' && Buffer.byteLength(id) <= MOST_BYTES && label.trim() !== '');

/** Buttons in their order: two short ones in a row, a long one alone. Undefined without buttons. */
export function keyboard(buttons: Rendered['buttons']): InlineKeyboardMarkup | undefined {
  const rows: InlineKeyboardButton[][] = [];
  let open: InlineKeyboardButton[] | undefined;
  for (const { id, label } of buttons) {
    const button = { text: label, callback_data: id };
    const isShort = label.length <= SHORT;
    if (isShort && open) {
      open.push(button);
      open = undefined;
      continue;
    }
    const row = [button];
    rows.push(row);
    open = isShort ? row : undefined;
  }
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}
