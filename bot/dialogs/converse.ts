import type { Door, Visit } from '../../core/door.ts';
import { Refused } from '../../core/errors.ts';
import type { Line } from '../../core/message.ts';
import { tell } from '../../core/message.ts';
import { walkDialog } from './form-walk/filing.ts';
import type { Incoming } from './incoming.ts';
import { refusal } from './refusal.ts';
import { tapped } from './tapped.ts';
import type { DialogPart, Open, Turn, Windows } from './turn.ts';
import { offerWriting } from './write.ts';

/** Somebody's update, after the channel has said who it is. */
export interface Heard {
  readonly personId: string;
  readonly account: { readonly id: string; readonly channel: string };
  /** The platform's id of the update: the same one again does nothing. */
  readonly updateId: string;
  readonly incoming: Incoming;
  /** Only from a channel with windows. What is to be opened is called for inside the transaction: open it after the commit. */
  readonly windows?: Windows;
}

/** As heard; without an id what comes twice is done twice, and must be harmless. */
export type HeardAgain = Omit<Heard, 'updateId'> & { readonly updateId: string | null };

export type Converse = (heard: Heard) => Promise<'done' | 'seen'>;

/**
 * The one conversation of all channels. Everything an update causes (inbox row, acts, answers, the open question)
 * is one transaction. What the rules refuse is answered; a fault leaves nothing behind and is thrown, so that the platform
 * sends the update again.
 */
export function conversation(door: Door, parts: readonly DialogPart[]): Converse {
  const all = merged(parts);
  const inTurn = turns(door);
  return (heard) =>
    inTurn(heard, async (turn) => {
      try {
        await answer(turn, all);
      } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        await turn.replyLines([refusal(fault)]);
      }
      return 'done' as const;
    });
}

/** One turn of a person in which something else than the conversation answers: a page of a window. What is refused is thrown. */
export const turns =
  (door: Door) =>
  <T>(heard: HeardAgain, run: (turn: Turn) => Promise<T>): Promise<T | 'seen'> => {
    const { personId, account, updateId } = heard;
    const arrival = updateId === null ? null : { channel: account.channel, externalId: updateId };
    return door.visit(personId, arrival, async (visit) => run(await openTurn(visit, heard)));
  };

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
  const before = turn.open;
  await answered(turn, all);
  const { open, windows } = turn;
  if (windows && open && open !== before && isTyped(open, all)) await offerWriting(turn, windows);
}

async function answered(turn: Turn, all: Merged): Promise<void> {
  const { incoming } = turn;
  if (incoming.kind === 'tap') return tapped(turn, incoming.button, all.taps);
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

/** A form is filled in in windows of its own (form-walk/window.ts). */
const isTyped = ({ dialog }: Open, all: Merged): boolean => dialog !== walkDialog && dialog in all.hears;

async function openTurn(visit: Visit, heard: Omit<Heard, 'updateId'>): Promise<Turn> {
  const { account, incoming } = heard;
  const kept = await visit.db.conversation.findUnique({ where: { personId: visit.by.id } });
  let open: Open | null = kept?.dialog ? { dialog: kept.dialog, state: kept.state as Open['state'] } : null;

  let lastReply: string | null = null;

  const reply: Turn['reply'] = async (template, params = {}, more = {}) => {
    const [id] = await visit.say([tell(visit.by.id, template, params, { accountId: account.id, ...more })]);
    if (!id) throw new Error('a reply got no id');
    lastReply = id;
    return id;
  };

  return {
    ...visit,
    incoming,
    account,
    windows: heard.windows ?? null,
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
    lastReply: () => lastReply,
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
