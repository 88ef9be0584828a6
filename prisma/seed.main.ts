import { realClock } from '../core/clock.ts';
import { readConfig } from '../core/config.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { openKeyring } from '../core/vault.ts';
import { openStore } from './client.ts';
import { migrate } from './migrate.ts';
import { isTryOutGround, seedTryOut } from './seed.ts';

const { databaseUrl, vaultKey } = readConfig({ ...settingsFromFiles(process.env), TRY_OUT: '0' });
if (!databaseUrl || !vaultKey) {
  process.stderr.write('Set DATABASE_URL and VAULT_KEY. Without them, npm start seeds its own database.\n');
  process.exit(1);
}
await migrate(databaseUrl);
const { prisma: store, close } = openStore({ url: databaseUrl });
if (!(await isTryOutGround(store))) {
  process.stderr.write('This database holds something else: the try-out is seeded into an empty one only.\n');
  process.exit(1);
}
await seedTryOut({ store, keyring: openKeyring(vaultKey), clock: realClock });
process.stdout.write('The try-out’s municipality is seeded.\n');
await close();
// The schema engine leaves a timer of ten seconds behind, its lock's.
process.exit(0);
