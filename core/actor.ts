import type { Db } from './store.ts';
import type { Locale } from './wording.ts';

export const roleNames = [
  'reporter',
  'intake',
  'head',
  'stand-in',
  'case-manager',
  'assistant',
  'member',
  'superior',
  'admin',
] as const;
export type RoleName = (typeof roleNames)[number];

export interface Held {
  readonly officeId: string;
  readonly role: RoleName;
  readonly seat: string | null;
}

/** The person who acts, with what that person is at this instant. */
export interface Actor {
  readonly id: string;
  readonly locale: Locale;
  /** Came with an invite. Others may report and see that it was received. */
  readonly verified: boolean;
  /** A child-protection professional (LMF art. 26): the 24 hours of a referral run for them. */
  readonly mandated: boolean;
  readonly active: boolean;
  readonly held: readonly Held[];
}

export async function actorOf(db: Db, personId: string, now: Date): Promise<Actor | null> {
  const person = await db.person.findUnique({
    where: { id: personId },
    include: { roles: { where: { fromAt: { lte: now }, OR: [{ untilAt: null }, { untilAt: { gt: now } }] } } },
  });
  if (!person) return null;
  return {
    id: person.id,
    locale: person.locale as Locale,
    verified: person.verifiedAt !== null,
    mandated: person.mandated,
    active: person.deactivatedAt === null,
    held: person.roles.map(({ officeId, role, seat }) => ({ officeId, role: role as RoleName, seat })),
  };
}

export const holds = (actor: Actor, role: RoleName, officeId?: string): boolean =>
  actor.held.some((held) => held.role === role && (officeId === undefined || held.officeId === officeId));

/** The office a person works in, by the first role held there. */
export const officeOf = (actor: Actor): string | undefined => actor.held[0]?.officeId;
