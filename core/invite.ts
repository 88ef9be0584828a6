import { z } from 'zod';
import { act } from './act.ts';
import { roleNames } from './actor.ts';
import { refused } from './errors.ts';
import { newId } from './id.ts';
import { makePerson, type NewPerson } from './person/make.ts';
import type { Db } from './store.ts';
import { inZone, toInstant } from './time.ts';
import { codeOfHash, derivedCode, hashSecret, type Keyring, secretCode } from './vault.ts';
import { openName } from './vault-store.ts';
import { locales } from './wording/locale.ts';

const daysValid = 14;

const newPerson = z.object({
  name: z.string().trim().min(1).max(200),
  locale: z.enum(locales),
  mandated: z.boolean().default(false),
  profession: z.string().max(60).optional(),
  institutionId: z.uuid().optional(),
  roles: z.array(z.object({ role: z.enum(roleNames), seat: z.string().max(20).optional() })).min(1),
});

const input = z.object({ officeId: z.uuid(), person: z.union([newPerson, z.object({ id: z.uuid() })]) });

/**
 * Invites somebody new, or gives somebody known a code for one more chat. The code is shown once and stored hashed;
 * it is valid for 14 days and says nothing about the person.
 */
export const invitePerson = act('person.invite', {
  input,
  async find({ db }, { officeId, person }) {
    if (!('id' in person)) return { found: null, matter: { officeIds: [officeId] } };
    const known = await db.person.findFirst({ where: { id: person.id, roles: { some: { officeId } } } });
    if (!known) throw refused('person-not-found');
    if (known.deactivatedAt) throw refused('person-deactivated');
    return { found: null, matter: { officeIds: [officeId] } };
  },
  async perform({ db, now, by, keyring }, { officeId, person }) {
    const personId = 'id' in person ? person.id : await makePerson({ db, keyring, now }, newcomer(person));
    if (!('id' in person)) {
      await db.role.createMany({
        data: person.roles.map(({ role, seat }) => ({
          id: newId(),
          personId,
          officeId,
          role,
          seat: seat ?? null,
          fromAt: now,
        })),
      });
    }
    const id = newId();
    const code = derivedCode(keyring.first, ['invite', id]);
    const expiresAt = await keepInvite(db, { id, code, personId, createdById: by.id }, now);
    return {
      result: { personId, inviteId: id, code, expiresAt },
      audited: [`person:${personId}`],
      detail: { office: officeId },
    };
  },
});

const newcomer = ({ name, locale, mandated, profession, institutionId }: z.infer<typeof newPerson>): NewPerson => ({
  name,
  locale,
  mandated,
  profession: profession ?? null,
  institutionId: institutionId ?? null,
});

const shown = z.object({ inviteId: z.uuid() });

/** The code of an invite, on a page, to whoever gave it. Not any more once it is used, withdrawn or over. */
export const readInvite = act('person.invite', {
  input: shown,
  async find({ db, now, by }, { inviteId }) {
    const invite = await db.invite.findUnique({
      where: { id: inviteId },
      include: { person: { select: { sealedName: true, roles: { select: { officeId: true } } } } },
    });
    if (!invite || invite.createdById !== by.id) throw refused('not-found');
    if (invite.revokedAt) throw refused('code-revoked');
    if (invite.usedAt) throw refused('code-used');
    if (invite.expiresAt <= now) throw refused('code-expired');
    return { found: invite, matter: { officeIds: invite.person.roles.map(({ officeId }) => officeId) } };
  },
  async perform({ keyring }, _wanted, { personId, person, expiresAt, ...invite }) {
    const name = person.sealedName ? openName(keyring, personId, person.sealedName) : null;
    return {
      result: { name, code: inviteCode(keyring, invite), expiresAt },
      audited: [`person:${personId}`],
      detail: { saw: 'invite' },
    };
  },
});

/** A code for a person, without asking anybody: for the first admin and the try-out. */
export async function mintInvite(db: Db, personId: string, now: Date): Promise<{ code: string; expiresAt: Date }> {
  const code = secretCode();
  return { code, expiresAt: await keepInvite(db, { id: newId(), code, personId, createdById: null }, now) };
}

async function keepInvite(
  db: Db,
  { code, ...invite }: { id: string; code: string; personId: string; createdById: string | null },
  now: Date,
): Promise<Date> {
  const expiresAt = toInstant(inZone(now, 'UTC').add({ days: daysValid }));
  await db.invite.create({ data: { ...invite, codeHash: hashSecret(code), expiresAt } });
  return expiresAt;
}

/**
 * The code of an invite of `invitePerson`, derived from its id.
 * Throws when no key of VAULT_KEY made it.
 */
export function inviteCode(keyring: Keyring, { id, codeHash }: { id: string; codeHash: string }): string {
  return codeOfHash(keyring, ['invite', id], codeHash);
}
