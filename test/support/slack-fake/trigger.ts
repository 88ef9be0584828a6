import { randomBytes } from 'node:crypto';
import { refused, wrong } from './refusal.ts';

const LIFE_MS = 3000;

/** Trigger ids: good for three seconds and for one view. https://docs.slack.dev/interactivity/handling-user-interaction */
export function triggerList(teamId: string, now: () => number) {
  const triggers = new Map<string, { userId: string; inModal: boolean; at: number; used: boolean }>();
  return {
    issue(userId: string, inModal = false): string {
      const id = `${triggers.size + 1_000_000}.${teamId.slice(1)}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { userId, inModal, at: now(), used: false });
      return id;
    },
    /** Whose it is, without using it up. */
    ownerOf: (id: string) => triggers.get(id)?.userId,
    exchange(id: string) {
      const trigger = triggers.get(id);
      if (!trigger) throw wrong('invalid_trigger_id');
      if (trigger.used) throw refused('exchanged_trigger_id');
      // Nothing opens: the person waits before an empty screen.
      if (now() - trigger.at > LIFE_MS) throw wrong('expired_trigger_id');
      trigger.used = true;
      return trigger;
    },
  };
}
