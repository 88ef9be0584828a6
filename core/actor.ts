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

/**
 * Who the person is at this instant, the row locked until the transaction ends: two updates of one person never run side
 * by side. One statement, since every act pays for it.
 */
export async function actorOf(db: Db, personId: string, now: Date): Promise<Actor | null> {
  const [person] = await db.$queryRaw<
    { locale: string; verified: boolean; mandated: boolean; active: boolean; held: Held[] }[]
  >`
    SELECT p.locale, p.verified_at IS NOT NULL AS verified, p.mandated, p.deactivated_at IS NULL AS active,
      coalesce((SELECT jsonb_agg(jsonb_build_object('officeId', r.office_id, 'role', r.role, 'seat', r.seat) ORDER BY r.from_at, r.id)
        FROM role r WHERE r.person_id = p.id AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})), '[]') AS held
    FROM person p WHERE p.id = ${personId}::uuid FOR NO KEY UPDATE OF p`;
  return person ? { id: personId, ...person, locale: person.locale as Locale } : null;
}

export const holds = (actor: Actor, role: RoleName, officeId?: string): boolean =>
  actor.held.some((held) => held.role === role && (officeId === undefined || held.officeId === officeId));

/** The office a person works in, by the first role held there. */
export const officeOf = (actor: Actor): string | undefined => actor.held[0]?.officeId;
