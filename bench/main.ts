import { cpus, platform, release } from 'node:os';
import { benchIntake } from './intake.ts';

/** Each bench prints ratios against its peer or limit in the same run; absolute figures of a shared machine mean little. */
const benches: Readonly<Record<string, () => Promise<void>>> = { intake: benchIntake };

const [name = ''] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  process.stderr.write(`npm run bench -- <name>, one of: ${Object.keys(benches).join(', ')}\n`);
  process.exit(1);
}
process.stdout.write(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${platform()} ${release()}\n\n`,
);
await bench();
process.exit(0);
