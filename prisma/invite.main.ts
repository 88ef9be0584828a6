import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { roleNames } from '../core/actor.ts';
import { appendAudit } from '../core/audit.ts';
import { realClock } from '../core/clock.ts';
import { readConfig } from '../core/config.ts';
import { newId } from '../core/id.ts';
import { mintInvite } from '../core/invite.ts';
import { settingsFromFiles } from '../core/settings-from-files.ts';
import { nameTokens, openKeyring } from '../core/vault.ts';
import { sealName } from '../core/vault-store.ts';
import { openStore } from './client.ts';
import { migrate } from './migrate.ts';

const usage = `npm run invite -- --office QPR --role admin [--locale sq] [--new-office "QPS Prishtinë" --municipality Prishtinë --country XK]

Invites somebody from the machine itself: the first admin of an office, when nobody can invite in chat yet.
The name is asked for and not taken from the command line, which others can read. Needs DATABASE_URL and VAULT_KEY.
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
    help: { type: 'boolean' },
  },
});
const role = roleNames.find((one) => one === asked.role) ?? fail(`--role is one of: ${roleNames.join(', ')}`);
const code = asked.office ?? fail(usage);
if (asked.help || !/^[A-Z]{2,4}$/.test(code)) fail(usage);
if (!['sq', 'sr-Latn', 'sr-Cyrl', 'en'].includes(asked.locale)) fail('--locale is one of: sq, sr-Latn, sr-Cyrl, en');
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
const invite = await store.$transaction(async (db) => {
  const officeId = found?.id ?? newId();
  if (!found) {
    const municipalityId = newId();
    await db.municipality.create({
      data: { id: municipalityId, name: municipality ?? '', country, zone: zones[country] ?? '' },
    });
    await db.office.create({ data: { id: officeId, municipalityId, code, name: officeName ?? '' } });
  }
  const personId = newId();
  await db.person.create({
    data: {
      id: personId,
      sealedName: sealName(keyring, personId, name),
      locale: asked.locale,
      createdAt: now,
      roles: { create: { id: newId(), officeId, role, fromAt: now } },
    },
  });
  await db.nameToken.createMany({
    data: nameTokens(keyring, name).map((token) => ({ token, subjectType: 'person', subjectId: personId })),
    skipDuplicates: true,
  });
  await appendAudit(
    db,
    { chain: `office:${officeId}`, act: 'person.invite', detail: { person: personId, role } },
    now,
    null,
  );
  return mintInvite(db, personId, now);
});
process.stdout.write(
  `\nInvite code, shown this once, valid until ${invite.expiresAt.toISOString()}:\n\n  ${invite.code}\n\n`,
);
process.stdout.write('In the chat with the bot: /start followed by the code.\n');
await close();
// The schema engine leaves a timer of ten seconds behind, its lock's.
process.exit(0);
