import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { realClock } from '../core/clock.ts';
import { readConfig } from '../core/config.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { takeBackup } from './backup.ts';
import { BackupError } from './backup-error.ts';

const usage = `npm run backup -- <file>

Writes the whole case store into one compressed file while the service runs. The file must not be there yet.
VAULT_KEY is not in it and is not needed: keep it in another place. Needs DATABASE_URL.
`;

const {
  values: asked,
  positionals: [file],
} = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
const { databaseUrl } = readConfig({ DATABASE_URL: settingsFromFiles(process.env)['DATABASE_URL'], TRY_OUT: '1' });
if (asked.help || !file || !databaseUrl) {
  process.stderr.write(usage);
  process.exit(asked.help ? 0 : 1);
}

/** Of the package that this file is in, compiled or not. */
async function version(folder = new URL('..', import.meta.url), up = 2): Promise<string> {
  const text = await readFile(new URL('package.json', folder), 'utf8').catch(() => undefined);
  const { name, version: found } = JSON.parse(text ?? '{}') as { name?: string; version?: string };
  if (name === 'tryeza' && found) return found;
  return up > 0 ? version(new URL('..', folder), up - 1) : 'unknown';
}

try {
  const made = await takeBackup({
    url: databaseUrl,
    file,
    version: await version(),
    takenAt: realClock.now(),
  });
  for (const { name, rows } of made.tables) process.stdout.write(`${name}: ${rows}\n`);
  const size = (made.bytes / 1_048_576).toFixed(1);
  process.stdout.write(
    `Backed up: ${made.rows} rows in ${made.tables.length} tables, ${size} MiB, read back and whole.\n`,
  );
} catch (fault) {
  if (!(fault instanceof BackupError)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
}
