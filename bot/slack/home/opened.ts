import type { Who, WindowParts } from '../parts.ts';
import { during } from '../window/during.ts';

/** Somebody looks at the App Home: from now on it is drawn anew on each change, and now. */
export async function homeOpened(parts: WindowParts, who: Who): Promise<void> {
  // Drawn through the outbox like everything that goes out: the visit itself owes the desk (core/outbox/write.ts).
  await during(parts, who, { updateId: null }, (turn) =>
    turn.db.channelAccount.update({ where: { id: who.accountId }, data: { deskOpenedAt: turn.now } }),
  );
}
