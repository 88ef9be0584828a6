import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { roleNames } from '../core/actor.ts';
import { realClock } from '../core/clock.ts';
import { readConfig } from '../core/config.ts';
import { newId } from '../core/id.ts';
import { inviteHere, tokenHere } from '../core/office/invite-here.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { openKeyring } from '../core/vault.ts';
import { locales } from '../core/wording/locale.ts';
import { openStore } from './client.ts';
import { migrate } from './migrate.ts';

const usage = `npm run invite -- --office QPR --role admin [--locale sq] [--new-office "QPS Prishtinë" --municipality Prishtinë --country XK]

Invites somebody from the machine itself: the first admin of an office, when nobody can invite in chat yet.
Somebody whose name is known in that office already gets a new code, and no role. With --token [--days 30] that person gets
a key to the API instead. The name is asked for and not taken from the command line, which others can read.
Needs DATABASE_URL and VAULT_KEY.
`;

const zones: Readonly<Record<string, string>> = { XK: 'Europe/Belgrade', AL: 'Europe/Tirane' };

const fail = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

const { values: asked } = parseArgs({
  options: {
    office: { type: 'string' },
    role: { type: 'string', default: 'admin' },
    locale: { type: 'string', default: 'sq' },
    'new-office': { type: 'string' },
    municipality: { type: 'string' },
    country: { type: 'string', default: 'XK' },
    token: { type: 'boolean', default: false },
    days: { type: 'string', default: '30' },
    help: { type: 'boolean' },
  },
});
const role = roleNames.find((one) => one === asked.role) ?? fail(`--role is one of: ${roleNames.join(', ')}`);
const code = asked.office ?? fail(usage);
const days = Number(asked.days);
if (!(Number.isInteger(days) && days >= 1 && days <= 366)) fail('--days is a whole number from 1 to 366');
if (asked.help || !/^[A-Z]{2,4}$/.test(code)) fail(usage);
const locale = locales.find((one) => one === asked.locale) ?? fail(`--locale is one of: ${locales.join(', ')}`);
const { databaseUrl, vaultKey } = readConfig({ ...settingsFromFiles(process.env), TRY_OUT: '0' });
if (!databaseUrl || !vaultKey) fail('Set DATABASE_URL and VAULT_KEY.');

await migrate(databaseUrl ?? '');
const keyring = openKeyring(vaultKey ?? '');
const { prisma: store, close } = openStore({ url: databaseUrl ?? '' });
const found = await store.office.findUnique({ where: { code } });
const { 'new-office': officeName, municipality, country } = asked;
if (!found && !(officeName && municipality && zones[country])) fail(`There is no office ${code} yet.\n\n${usage}`);

const prompt = createInterface({ input: process.stdin, output: process.stdout });
const name = (await prompt.question('Name of the person: ')).trim();
prompt.close();
if (!name || name.length > 200) fail('A name has 1 to 200 characters.');

const now = realClock.now();
const said = await store.$transaction(async (db) => {
  const room = { db, keyring, now };
  if (asked.token) {
    const token = found && (await tokenHere(room, found.id, { name, days }));
    return token
      ? `\nToken, shown this once, valid for ${days} days:\n\n  ${token}\n\nAs a header: Authorization: Bearer and the token.`
      : null;
  }
  const officeId = found?.id ?? newId();
  if (!found) {
    const municipalityId = newId();
    await db.municipality.create({
      data: { id: municipalityId, name: municipality ?? '', country, zone: zones[country] ?? '' },
    });
    await db.office.create({ data: { id: officeId, municipalityId, code, name: officeName ?? '' } });
  }
  const invite = await inviteHere(room, officeId, { name, role, locale });
  const known = invite.known ? 'This person is known here and keeps the roles held.\n' : '';
  return `\n${known}Invite code, shown this once, valid for 14 days:\n\n  ${invite.code}\n\nIn the chat with the bot: /start followed by the code.`;
});
process.stdout.write(`${said ?? fail('Nobody of this office has this name.')}\n`);
await close();
// The schema engine leaves a timer of ten seconds behind, its lock's.
process.exit(0);
