import type { Incoming } from '../../dialogs/incoming.ts';
import type { Opening, Turn } from '../../dialogs/turn.ts';
import type { Who, WindowParts } from '../parts.ts';

export interface Turned<T> {
  readonly outcome: T | 'seen';
  /** What the turn wants to be shown next: the window that is open becomes it. */
  readonly next: Opening | undefined;
}

/** One turn of a person in a window. What is refused is thrown, and nothing of the turn is left then, its id neither. */
export async function during<T>(
  { inTurn }: Pick<WindowParts, 'inTurn'>,
  { personId, accountId }: Who,
  { updateId, incoming = { kind: 'page' } }: { updateId: string | null; incoming?: Incoming },
  run: (turn: Turn) => Promise<T>,
): Promise<Turned<T>> {
  const openings: Opening[] = [];
  const windows = { open: (opening: Opening) => void openings.push(opening) };
  const account = { id: accountId, channel: 'slack' };
  const outcome = await inTurn({ personId, account, updateId, incoming, windows }, run);
  return { outcome, next: openings.at(-1) };
}
