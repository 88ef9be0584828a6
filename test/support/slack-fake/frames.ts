import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export type Link = { send: (message: object) => void; ping: () => void; close: () => void };

/** The server's end of a WebSocket (RFC 6455), text only, as much as Socket Mode needs. */
export function acceptLink(
  request: IncomingMessage,
  socket: Duplex,
  hears: { message: (text: string) => void; closed: () => void },
): Link {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const write = (opcode: number, payload: Buffer) => {
    if (socket.writable) socket.write(Buffer.concat([header(opcode, payload.length), payload]));
  };
  let buffered = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (let frame = firstFrame(buffered); frame; frame = firstFrame(buffered)) {
      buffered = buffered.subarray(frame.size);
      if (frame.opcode === PING) write(PONG, frame.payload);
      else if (frame.opcode === CLOSE) {
        write(CLOSE, frame.payload);
        socket.end();
        hears.closed();
      } else if (frame.opcode <= TEXT) {
        pieces.push(frame.payload);
        if (!frame.last) continue;
        hears.message(Buffer.concat(pieces).toString());
        pieces = [];
      }
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', hears.closed);
  return {
    send: (message) => write(TEXT, Buffer.from(JSON.stringify(message))),
    ping: () => write(PING, Buffer.from('Ping from the fake')),
    close: () => {
      write(CLOSE, Buffer.from([0x03, 0xe8]));
      socket.end();
      // A client that went away without a word would keep the server open.
      setTimeout(() => socket.destroy(), 100).unref();
    },
  };
}

function header(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, length]);
  const long = length > 0xffff;
  const head = Buffer.alloc(long ? 10 : 4);
  head[0] = first;
  head[1] = long ? 127 : 126;
  if (long) head.writeBigUInt64BE(BigInt(length), 2);
  else head.writeUInt16BE(length, 2);
  return head;
}

function firstFrame(bytes: Buffer) {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + lengthBytes + 4) return undefined;
  const length =
    lengthBytes === 2 ? bytes.readUInt16BE(2) : lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  // Clients always mask.
  const start = 2 + lengthBytes + 4;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length)).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return { opcode: first & 0x0f, last: (first & 0x80) !== 0, payload: Buffer.from(payload), size: start + length };
}
