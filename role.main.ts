import { ConfigError } from './core/config.ts';
import { live } from './main.ts';

/** What a process of the image may be, by its first argument. The rest of the arguments are the command's own. */
const roles: Readonly<Record<string, () => Promise<unknown>>> = {
  bot: () => live(['bot']),
  worker: () => live(['worker']),
  api: () => live(['api']),
  all: () => live(),
  migrate: () => import('./prisma/migrate.main.ts'),
  office: () => import('./prisma/office.main.ts'),
  invite: () => import('./prisma/invite.main.ts'),
  backup: () => import('./prisma/backup.main.ts'),
  restore: () => import('./prisma/restore.main.ts'),
  rotate: () => import('./prisma/rotate.main.ts'),
};

const [, , name = ''] = process.argv;
const role = roles[name];
if (!role) {
  process.stderr.write(`Say what to be, one of: ${Object.keys(roles).join(', ')}\n`);
  process.exit(1);
}
process.argv.splice(2, 1);
try {
  await role();
} catch (fault) {
  if (!(fault instanceof ConfigError)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exit(1);
}
