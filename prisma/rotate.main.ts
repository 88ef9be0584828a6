import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { realClock } from '../core/clock.ts';
import { readConfig } from '../core/config.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { openKeyring } from '../core/vault.ts';
import { countKeys, leftIn, rotate } from '../core/vault-rotation.ts';
import { openStore } from './client.ts';

const usage = `npm run rotate [-- --check] [-- --batch 100 --pause 50]

Brings everything that is sealed, wrapped or indexed under the first key of VAULT_KEY=new,old, while the service runs.
May be stopped at any moment and begun again. --check changes nothing and says what is under which key.
Ends with 0 when everything is under the first key, with 2 when something is left. Needs DATABASE_URL and VAULT_KEY.
`;

const say = (line: string) => process.stdout.write(`${line}\n`);
const { values: asked } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    batch: { type: 'string', default: '100' },
    pause: { type: 'string', default: '50' },
    help: { type: 'boolean' },
  },
});
const [batch, pauseMs] = [Number(asked.batch), Number(asked.pause)];
const { databaseUrl, vaultKey } = readConfig({ ...settingsFromFiles(process.env), TRY_OUT: '0' });
const wrong = !(batch >= 1 && batch <= 1000) || !(pauseMs >= 0 && pauseMs <= 60_000);
if (asked.help || wrong || !databaseUrl || !vaultKey) {
  process.stderr.write(usage);
  process.exit(asked.help ? 0 : 1);
}

const keyring = openKeyring(vaultKey);
const { prisma: store, close } = openStore({ url: databaseUrl, max: 2 });
const parts = { store, keyring, clock: realClock };
try {
  if (!asked.check) {
    say(`Everything goes under key ${keyring.first.id}.`);
    let next = 0;
    const said = (renewed: number) => {
      if (renewed < next) return;
      say(`  ${renewed} rows brought under it`);
      next = renewed + 10 * batch;
    };
    say(`Done: ${await rotate(parts, { batch, pauseMs, wait: (ms) => pause(ms), said })} rows brought under it.`);
  }
  const counted = await countKeys(parts);
  for (const [column, keys] of counted) {
    const found = [...keys].map(
      ([key, count]) => `${count} under ${key === keyring.first.id ? `${key}, the first` : key}`,
    );
    say(`${column}: ${found.join(' · ') || 'none'}`);
  }
  const left = leftIn(counted, keyring);
  if (left === 0) say(`Nothing is left: VAULT_KEY may name ${keyring.first.id} alone.`);
  else
    say(
      `${left} left: keep the older keys in VAULT_KEY. Links end by themselves within half an hour; look again then.`,
    );
  process.exitCode = left === 0 ? 0 : 2;
} finally {
  await close();
}
