import { setTimeout as pause } from 'node:timers/promises';
import { attachDocument } from '../../../core/document/attach.ts';
import { mustNotBeLarger } from '../../../core/document/kind.ts';
import { Refused, refused } from '../../../core/errors.ts';
import type { Line } from '../../../core/message.ts';
import { refusal } from '../../dialogs/refusal.ts';
import type { Turn } from '../../dialogs/turn.ts';
import type { FetchFile, SlackFile } from '../file.ts';

/** Files on their way from the platform, by its id of them. */
type Shelf = Map<string, Promise<Uint8Array | Line>>;

// What was not there in time is there when the person presses the button again; one shelf for each way to fetch.
const shelves = new WeakMap<FetchFile, Shelf>();

const mostOnShelf = 20;
/** Nobody comes back for it later: a document of a child does not lie about in memory. */
const keptMs = 2 * 60_000;

/** A file that was fetched, or why it cannot be taken (yet). */
export interface Arrived {
  readonly file: SlackFile;
  readonly content: Uint8Array | Line;
}

/** Waits so long (ms) and no longer; a download goes on behind it. */
export async function arriving(fetchFile: FetchFile, files: readonly SlackFile[], mostMs: number): Promise<Arrived[]> {
  const shelf = shelves.get(fetchFile) ?? new Map();
  shelves.set(fetchFile, shelf);
  const over = pause(mostMs, waiting, { ref: false });
  return Promise.all(
    files.map(async (file) => {
      const content = await Promise.race([onTheWay(shelf, fetchFile, file), over]);
      if (content !== waiting) shelf.delete(file.id);
      return { file, content };
    }),
  );
}

const waiting: Line = { text: 'window.file-wait' };

function onTheWay(shelf: Shelf, fetchFile: FetchFile, file: SlackFile): Promise<Uint8Array | Line> {
  const known = shelf.get(file.id);
  if (known) return known;
  const coming = fetched(fetchFile, file);
  const [oldest] = shelf.keys();
  if (shelf.size >= mostOnShelf && oldest !== undefined) shelf.delete(oldest);
  shelf.set(file.id, coming);
  setTimeout(() => {
    if (shelf.get(file.id) === coming) shelf.delete(file.id);
  }, keptMs).unref();
  return coming;
}

async function fetched(fetchFile: FetchFile, file: SlackFile): Promise<Uint8Array | Line> {
  try {
    if (file.size) mustNotBeLarger(file.size);
    const bytes = await fetchFile(file);
    mustNotBeLarger(bytes.length);
    return bytes;
  } catch (fault) {
    return refusal(fault instanceof Refused ? fault : refused('file-unreadable'));
  }
}

/** Attaches what has come, each file once however often the page is sent. Returns why not all of it is kept. */
export async function attachAll(turn: Turn, draftId: string, arrived: readonly Arrived[]): Promise<Line | null> {
  let wrong: Line | null = null;
  for (const { file, content } of arrived) {
    const arrival = `file:${draftId}:${file.id}`;
    if (await isKnown(turn, arrival)) continue;
    if (!(content instanceof Uint8Array)) {
      wrong ??= content;
      continue;
    }
    try {
      await turn.through(attachDocument, { draftId, name: file.name ?? '', bytes: content });
      await turn.db.inbox.create({ data: { channel: turn.account.channel, externalId: arrival, at: turn.now } });
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      wrong ??= refusal(fault);
    }
  }
  return wrong;
}

async function isKnown({ db, account }: Turn, externalId: string): Promise<boolean> {
  const found = await db.inbox.findUnique({
    where: { channel_externalId: { channel: account.channel, externalId } },
  });
  return found !== null;
}
