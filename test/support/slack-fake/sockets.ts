import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Fields, fieldsOf, parsed } from './fields.ts';
import { acceptLink, type Link } from './frames.ts';

type Heard = (answer: Fields) => void;
type Needs = { appId: string; origin: () => string; heard: (path: string, body: string) => void; changed: () => void };

const PING_EVERY_MS = 10_000;

/** Socket Mode: hello, envelopes, acknowledgements. https://docs.slack.dev/apis/events-api/using-socket-mode */
export function socketMode({ appId, origin, heard, changed }: Needs) {
  const tickets = new Set<string>();
  const links: Link[] = [];
  const waiting = new Map<string, Heard>();
  let turn = 0;
  const pings = setInterval(() => {
    for (const link of links) link.ping();
  }, PING_EVERY_MS);
  pings.unref();

  return {
    /** A URL for one connection. */
    ticket(): string {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    connected: () => links.length > 0,
    accept(request: IncomingMessage, socket: Duplex) {
      const path = request.url ?? '';
      const ticket = new URL(path, origin()).searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) return void socket.end('HTTP/1.1 408 Request Timeout\r\n\r\n');
      const link = acceptLink(request, socket, {
        message: (body) => {
          heard('/link', body);
          const { envelope_id: id, payload } = fieldsOf(parsed(body));
          waiting.get(String(id))?.(fieldsOf(payload));
        },
        closed: () => {
          const at = links.indexOf(link);
          if (at >= 0) links.splice(at, 1);
        },
      });
      links.push(link);
      link.send({
        type: 'hello',
        num_connections: links.length,
        connection_info: { app_id: appId },
        debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
      });
      changed();
    },
    /** Resolves with the payload of the acknowledgement, or null when none came in time. */
    send(envelope: Fields, ackMs: number): Promise<Fields | null> {
      const link = links[turn++ % Math.max(1, links.length)];
      if (!link) return Promise.resolve(null);
      const id = randomUUID();
      return new Promise((resolve) => {
        const end = (answer: Fields | null) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        };
        const timer = setTimeout(() => end(null), ackMs);
        waiting.set(id, end);
        link.send({ ...envelope, envelope_id: id });
      });
    },
    /** As the platform does from time to time: the app has to connect anew. */
    refresh() {
      for (const link of links) link.send({ type: 'disconnect', reason: 'refresh_requested' });
    },
    close() {
      clearInterval(pings);
      for (const link of [...links]) link.close();
    },
  };
}

export type SocketMode = ReturnType<typeof socketMode>;
