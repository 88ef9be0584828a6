import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { realClock } from '../core/clock.ts';
import { readConfig } from '../core/config.ts';
import { OfficeFileError, readOfficeFile } from '../core/office/office-file.ts';
import { setUpOffice } from '../core/office/set-up.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { openKeyring } from '../core/vault.ts';
import { openStore } from './client.ts';
import { migrate } from './migrate.ts';

const usage = `npm run office -- --file office.json [--dry-run]

Makes an office from a file, or brings it to what the file says: municipality, office, places, institutions, people with
their roles, the duty order. Run again, it does only what is missing. Each new person gets an invite code, shown once.
--file - reads the file from standard input. See docs/office.example.json. Needs DATABASE_URL and VAULT_KEY.
`;

const fail = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

const { values: asked } = parseArgs({
  options: { file: { type: 'string' }, 'dry-run': { type: 'boolean', default: false }, help: { type: 'boolean' } },
});
if (asked.help || !asked.file) fail(usage);
const { databaseUrl, vaultKey } = readConfig({ ...settingsFromFiles(process.env), TRY_OUT: '0' });
if (!databaseUrl || !vaultKey) fail('Set DATABASE_URL and VAULT_KEY.');
const path = asked.file ?? '';
const json = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8').catch((fault: NodeJS.ErrnoException) =>
  fail(`The file cannot be read (${fault.code}).`),
);
const file = (() => {
  try {
    return readOfficeFile(json);
  } catch (fault) {
    if (fault instanceof OfficeFileError) return fail(fault.message);
    throw fault;
  }
})();

await migrate(databaseUrl ?? '');
const { prisma: store, close } = openStore({ url: databaseUrl ?? '' });
const trial = asked['dry-run'];
const changes = await setUpOffice({ store, keyring: openKeyring(vaultKey ?? ''), clock: realClock }, file, { trial });
await close();

const say = (line: string) => process.stdout.write(`${line}\n`);
const words = trial ? { made: 'would make', changed: 'would change' } : { made: 'made', changed: 'changed' };
for (const { did, what, nth, code } of changes) {
  // The operator who wrote the file has the names before them: here stands the place in the file alone.
  const which = nth === undefined ? what : `${what} ${nth} (${file.people[nth - 1]?.role})`;
  say(`${words[did]} ${which}${code && !trial ? `: invite code ${code}` : ''}`);
}
if (changes.length === 0) say('Nothing to do: the office is as the file says.');
else if (!trial && changes.some(({ code }) => code))
  say('\nThe codes are shown this once and valid for 14 days. In the chat with the bot: /start followed by the code.');
// The schema engine leaves a timer of ten seconds behind, its lock's.
process.exit(0);
