import { z } from 'zod';
import { act } from './act.ts';
import { roleNames } from './actor.ts';
import { refused } from './errors.ts';
import { newId } from './id.ts';
import type { Db } from './store.ts';
import { inZone, toInstant } from './time.ts';
import { hashSecret, nameTokens, secretCode } from './vault.ts';
import { sealName } from './vault-store.ts';
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
    return { found: known, matter: { officeIds: [officeId] } };
  },
  async perform({ db, now, by, keyring }, { officeId, person }, known) {
    const personId = known?.id ?? newId();
    if (!('id' in person)) {
      const { name, locale, mandated, profession, institutionId, roles } = person;
      await db.person.create({
        data: {
          id: personId,
          sealedName: sealName(keyring, personId, name),
          locale,
          mandated,
          profession: profession ?? null,
          institutionId: institutionId ?? null,
          createdAt: now,
          roles: {
            create: roles.map(({ role, seat }) => ({ id: newId(), officeId, role, seat: seat ?? null, fromAt: now })),
          },
        },
      });
      // The exclusion list finds a suspect who works here by these.
      await db.nameToken.createMany({
        data: nameTokens(keyring, name).map((token) => ({ token, subjectType: 'person', subjectId: personId })),
      });
    }
    const invite = await mintInvite(db, personId, now, by.id);
    return {
      result: { personId, ...invite },
      audited: [`person:${personId}`],
      detail: { office: officeId },
    };
  },
});

/** A code for a person, without asking anybody: for the act above, the first admin and the try-out. */
export async function mintInvite(
  db: Db,
  personId: string,
  now: Date,
  createdById: string | null = null,
): Promise<{ code: string; expiresAt: Date }> {
  const code = secretCode();
  const expiresAt = toInstant(inZone(now, 'UTC').add({ days: daysValid }));
  await db.invite.create({ data: { id: newId(), personId, codeHash: hashSecret(code), createdById, expiresAt } });
  return { code, expiresAt };
}
