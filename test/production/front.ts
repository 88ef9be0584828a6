import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
  readonly url: string;
  /** What stands behind it from now on, asked in turn. */
  behind(addresses: readonly string[]): void;
  /** Every answer that was passed on, by status. 502: nobody answered. */
  readonly answers: ReadonlyMap<number, number>;
  /** How often each address answered. */
  readonly taken: ReadonlyMap<string, number>;
  close(): void;
}

/** What stands before several bots: asks them in turn, and the next one where one does not answer. */
export async function startFront(): Promise<Front> {
  let addresses: readonly string[] = [];
  let turn = 0;
  const answers = new Map<number, number>();
  const taken = new Map<string, number>();
  const count = <T>(counts: Map<T, number>, one: T) => counts.set(one, (counts.get(one) ?? 0) + 1);

  const asked = async (request: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> => {
    for (let tries = 0; tries < addresses.length; tries += 1) {
      turn += 1;
      const address = addresses[turn % addresses.length] ?? '';
      const answer = await post(`${address}${request.url}`, request, body);
      if (!answer) continue;
      count(taken, address);
      return answer;
    }
    return { status: 502, text: '' };
  };

  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { status, text } = await asked(request, Buffer.concat(pieces));
    count(answers, status);
    response.writeHead(status).end(text);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behind(next) {
      addresses = next;
    },
    answers,
    taken,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Null when there is no answer at all. */
async function post(url: string, { headers }: IncomingMessage, body: Buffer) {
  const passed = ['content-type', 'x-telegram-bot-api-secret-token'].map((name) => [name, String(headers[name])]);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: Object.fromEntries(passed),
      body: new Uint8Array(body),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}
