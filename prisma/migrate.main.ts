import { readConfig } from '../core/config.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { migrate } from './migrate.ts';

const { databaseUrl } = readConfig({ DATABASE_URL: settingsFromFiles(process.env)['DATABASE_URL'], TRY_OUT: '1' });
if (!databaseUrl) {
  process.stderr.write('DATABASE_URL is missing: npm start brings its own database up to date by itself.\n');
  process.exit(1);
}
const applied = await migrate(databaseUrl, { log: (line) => process.stdout.write(`${line}\n`) });
process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
// The schema engine leaves a timer of ten seconds behind, its lock's.
process.exit(0);
