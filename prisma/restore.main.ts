import { parseArgs } from 'node:util';
import { realClock } from '../core/clock.ts';
import { readConfig } from '../core/config.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { checkRecord } from '../core/vault/record-check.ts';
import { openKeyring } from '../core/vault.ts';
import { BackupError } from './backup-error.ts';
import { checkBackup } from './backup-file.ts';
import { openStore } from './client.ts';
import { restoreBackup } from './restore.ts';

const usage = `npm run restore -- <file> --into <database url>
npm run restore -- <file> --check

Puts a backup into an empty database, brings that up to date, and then opens and verifies everything. Needs VAULT_KEY.
--check reads the file alone and says what is in it: no database, no key.
`;

const say = (line: string) => process.stdout.write(`${line}\n`);
const {
  values: asked,
  positionals: [file],
} = parseArgs({
  options: { into: { type: 'string' }, check: { type: 'boolean' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (asked.help || !file || !(asked.check || asked.into)) {
  process.stderr.write(usage);
  process.exit(asked.help ? 0 : 1);
}

async function look(from: string): Promise<void> {
  const { header, tables, rows } = await checkBackup(from);
  for (const { name, rows: count } of tables) say(`${name}: ${count}`);
  say(
    `Taken ${header.takenAt} by Tryeza ${header.version}, last migration ${header.migrations.at(-1)?.name ?? 'none'}.`,
  );
  say(`Needs VAULT_KEY to list key ${header.keys.join(', ') || 'none'}.`);
  say(`The backup is whole: ${rows} rows in ${tables.length} tables.`);
}

async function restore(from: string, into: string): Promise<void> {
  const { databaseUrl, vaultKey } = readConfig({ ...settingsFromFiles(process.env), DATABASE_URL: into, TRY_OUT: '0' });
  const keyring = openKeyring(vaultKey ?? '');
  const url = databaseUrl ?? '';
  await restoreBackup({ file: from, url, keys: keyring.all.map(({ id }) => id), log: say });
  say('All rows are in, counted and hashed. Opening and verifying them …');
  const { prisma: store, close } = openStore({ url, max: 2 });
  try {
    const found = await checkRecord({ store, keyring, clock: realClock });
    if (found.unopened > 0)
      say(`VAULT_KEY does not open ${found.unopened} rows. Run npm run rotate -- --check to see which.`);
    for (const chain of found.brokenChains) say(`The audit chain ${chain} is broken.`);
    if (found.brokenSeal !== null) say(`The audit seal ${found.brokenSeal} does not fit.`);
    const sound = found.unopened === 0 && found.brokenChains.length === 0 && found.brokenSeal === null;
    if (sound) say(`Restored: VAULT_KEY opens everything, and ${found.chains} audit chains and their seals verify.`);
    else process.exitCode = 2;
  } finally {
    await close();
  }
}

try {
  if (asked.check) await look(file);
  else await restore(file, asked.into ?? '');
} catch (fault) {
  if (!(fault instanceof BackupError)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
}
// The schema engine leaves a timer of ten seconds behind, its lock's.
process.exit();
