import path from 'node:path';
import { z } from 'zod';
import { readConfig } from '../../core/config.ts';
import { type Failing, failpoints } from '../../core/failpoint.ts';
import { untilStopped } from '../../lifetime.ts';
import { startTryeza } from '../../main.ts';

// The whole program as a process of its own, which kills itself where it is told to: see killable-house.ts.
const told = z.union([
  z.object({ killAt: z.enum(failpoints), nth: z.int().positive() }),
  z.object({ print: z.string() }),
]);
let left = 0;
let killAt = '';

const failing: Failing = (at) => {
  if (at !== killAt) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

process.on('message', (message) => {
  const order = told.parse(message);
  if ('print' in order) process.stdout.write(`${order.print}\n`);
  else [killAt, left] = [order.killAt, order.nth];
  process.send?.('done');
});

await untilStopped(
  async () => {
    const say = (line: string) => process.stdout.write(`${line}\n`);
    const running = await startTryeza({
      config: readConfig(process.env),
      dataDir: path.resolve('.data'),
      say,
      failing,
    });
    say(`Tryeza is ready at ${running.address}`);
    return running;
  },
  () => 10_000,
);
