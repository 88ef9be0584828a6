import { cpus, platform, release } from 'node:os';
import { benchIntake } from './intake.ts';
import { benchRolling } from './rolling.ts';

/** Each bench prints ratios against its peer or limit in the same run; absolute figures of a shared machine mean little. */
const benches: Readonly<Record<string, (argument?: string) => Promise<void>>> = {
  intake: () => benchIntake(),
  rolling: benchRolling,
};

const [name = '', argument] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  process.stderr.write(`npm run bench -- <name>, one of: ${Object.keys(benches).join(', ')}\n`);
  process.exit(1);
}
process.stdout.write(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${platform()} ${release()}\n\n`,
);
await bench(argument);
process.exit(0);
