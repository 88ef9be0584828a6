import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Express } from 'express';

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** On a free port of this machine; `path` is what the url ends with. */
export async function serve(app: Express, path = '/'): Promise<Served> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path === '/' ? '' : path}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One request, answered. In ms. */
export type Asked = (url: string) => Promise<number>;

/** How long each rate is held. */
export const seconds = 20;

/** How many a second. Sixteen at a time for five seconds, after two to warm up. */
export async function maximum(acknowledged: Asked, url: string): Promise<number> {
  const run = async (ms: number) => {
    const end = performance.now() + ms;
    let count = 0;
    const work = async () => {
      while (performance.now() < end) {
        await acknowledged(url);
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    return count / (ms / 1000);
  };
  await run(2_000);
  return run(5_000);
}

/** In ms. Open loop: each update leaves at its time, whether or not the one before is answered. */
export async function atRate(acknowledged: Asked, url: string, perSecond: number): Promise<number[]> {
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const started = performance.now();
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const wait = started + (index / perSecond) * 1000 - performance.now();
    if (wait > 0) await pause(wait);
    under.push(acknowledged(url).then((ms) => void times.push(ms)));
  }
  await Promise.all(under);
  return times;
}
