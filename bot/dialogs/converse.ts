import { z } from 'zod';
import type { Door, Visit } from '../../core/door.ts';
import { Refused } from '../../core/errors.ts';
import type { Line } from '../../core/message.ts';
import { tell } from '../../core/message.ts';
import type { Incoming } from './incoming.ts';
import { refusal } from './refusal.ts';
import type { DialogPart, Having, Open, Turn } from './turn.ts';

/** Somebody's update, after the channel has said who it is. */
export interface Heard {
  readonly personId: string;
  readonly account: { readonly id: string; readonly channel: string };
  /** The platform's id of the update: the same one again does nothing. */
  readonly updateId: string;
  readonly incoming: Incoming;
}

export type Converse = (heard: Heard) => Promise<'done' | 'seen'>;

/**
 * The one conversation of all channels. Everything an update causes (inbox row, acts, answers, the open question)
 * is one transaction. What the rules refuse is answered; a fault leaves nothing behind and is thrown, so that the platform
 * sends the update again.
 */
export function conversation(door: Door, parts: readonly DialogPart[]): Converse {
  const all = merged(parts);
  return async ({ personId, account, updateId, incoming }) => {
    const outcome = await door.visit(personId, { channel: account.channel, externalId: updateId }, async (visit) => {
      const turn = await openTurn(visit, account, incoming);
      try {
        await answer(turn, all);
      } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        await turn.replyLines([refusal(fault)]);
      }
      return 'done' as const;
    });
    return outcome;
  };
}

type Merged = Required<DialogPart>;

function merged(parts: readonly DialogPart[]): Merged {
  const all = { commands: {}, taps: {}, hears: {} } satisfies Merged;
  for (const part of parts) {
    for (const room of ['commands', 'taps', 'hears'] as const) {
      for (const name of Object.keys(part[room] ?? {})) {
        if (name in all[room]) throw new Error(`two dialogs answer ${room} ${name}`);
      }
      Object.assign(all[room], part[room]);
    }
  }
  return all;
}

async function answer(turn: Turn, all: Merged): Promise<void> {
  const { incoming } = turn;
  if (incoming.kind === 'tap') return tapped(turn, incoming.button, all);
  if (incoming.kind === 'command') {
    const command = all.commands[incoming.name];
    if (command) return command(turn, incoming.argument);
  }
  const hears = turn.open ? all.hears[turn.open.dialog] : undefined;
  if (hears && turn.open) return hears(turn, turn.open.state);
  const nothingOpen = all.hears['nothing'];
  if (!nothingOpen) throw new Error('no dialog answers what comes without a question');
  return nothingOpen(turn, {});
}

const intent = z.looseObject({ does: z.string() });

/** A button of somebody else, or one that never was, says the same: nothing to learn from it. */
async function tapped(turn: Turn, id: string, all: Merged): Promise<void> {
  const button = await turn.db.button.findUnique({ where: { id }, include: { message: true } });
  if (!button || button.personId !== turn.by.id) {
    await turn.replyLines([{ text: 'talk.button-unknown' }]);
    return;
  }
  const { does, ...having } = intent.parse(button.intent);
  const tap = all.taps[does];
  if (!tap) throw new Error(`no tap ${does}`);
  if (button.usedAt) {
    await turn.replyLines([{ text: 'talk.button-used', params: { at: button.usedAt.toISOString() } }]);
    return;
  }
  let kept = false;
  const keepButtons = () => {
    kept = true;
  };
  // Not a copy: what the tap remembers is what it finds open afterwards.
  await tap(Object.create(turn, { keepButtons: { value: keepButtons } }) as Turn, having as Having);
  if (kept) return;
  await turn.db.button.updateMany({ where: { messageId: button.messageId }, data: { usedAt: turn.now } });
  const { message } = button;
  await turn.say([
    tell(turn.by.id, message.template, message.params as Record<string, unknown>, {
      kind: 'edit',
      targetId: message.id,
      lane: 'answer',
      ...(message.accountId ? { accountId: message.accountId } : {}),
    }),
  ]);
}

async function openTurn(visit: Visit, account: Heard['account'], incoming: Incoming): Promise<Turn> {
  const kept = await visit.db.conversation.findUnique({ where: { personId: visit.by.id } });
  let open: Open | null = kept?.dialog ? { dialog: kept.dialog, state: kept.state as Open['state'] } : null;

  const reply: Turn['reply'] = async (template, params = {}, more = {}) => {
    const [id] = await visit.say([tell(visit.by.id, template, params, { accountId: account.id, ...more })]);
    if (!id) throw new Error('a reply got no id');
    return id;
  };

  return {
    ...visit,
    incoming,
    account,
    get open() {
      return open;
    },
    async remember(next) {
      open = next;
      const data = { dialog: next?.dialog ?? null, state: (next?.state ?? {}) as object, updatedAt: visit.now };
      await visit.db.conversation.upsert({
        where: { personId: visit.by.id },
        create: { personId: visit.by.id, ...data },
        update: data,
      });
    },
    reply,
    replyLines: (lines: readonly Line[], more) => reply('answer', { lines }, more),
    async deleteIncoming() {
      const ref = 'ref' in incoming ? incoming.ref : undefined;
      if (!ref) return;
      await visit.say([
        tell(visit.by.id, 'delete-answer', {}, { kind: 'delete', targetRef: ref, accountId: account.id }),
      ]);
    },
    keepButtons: () => undefined,
  };
}
