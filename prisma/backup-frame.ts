import { BackupError } from './backup-error.ts';

const magic = Buffer.from('tryeza-backup 1\n');
const kinds = 'HTDEF';
const most = 1 << 20;
const headBytes = 5;

/** A kind (1 letter), the length (4 bytes, big-endian), the payload; a long one in several frames. The head frame says what file it is. */
export function framed(kind: string, payload: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  // Only rows may be cut: what they say of themselves is read whole.
  const size = kind === 'D' ? most : Math.max(payload.length, 1);
  for (let at = 0; at < payload.length; at += size) {
    const piece = payload.subarray(at, at + size);
    const head = Buffer.alloc(headBytes);
    head.write(kind, 'latin1');
    head.writeUInt32BE(piece.length, 1);
    frames.push(Buffer.concat([...(kind === 'H' ? [magic] : []), head, piece]));
  }
  return frames;
}

export interface Frame {
  readonly kind: string;
  readonly payload: Buffer;
  /** As they stand in the file, head included. */
  readonly bytes: Buffer;
}

/** @throws BackupError when it is no backup, or ends in the middle of a frame */
export async function* framesIn(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of source) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (!begun && held.length < magic.length) continue;
    if (!begun && !held.subarray(0, magic.length).equals(magic)) {
      throw new BackupError('This is no backup of Tryeza, or one of a newer Tryeza.');
    }
    let at = 0;
    for (;;) {
      const from = at + (begun ? 0 : magic.length);
      if (held.length < from + headBytes) break;
      const kind = held.toString('latin1', from, from + 1);
      const length = held.readUInt32BE(from + 1);
      // The header names tables and columns: far less than this.
      if (!kinds.includes(kind) || length > 4 * most)
        throw new BackupError('The backup is damaged: a part has no such kind or length.');
      const end = from + headBytes + length;
      if (held.length < end) break;
      yield { kind, payload: held.subarray(from + headBytes, end), bytes: held.subarray(at, end) };
      begun = true;
      at = end;
    }
    held = held.subarray(at);
  }
  if (held.length > 0) throw new BackupError('The backup is cut short: it ends in the middle of a part.');
}
