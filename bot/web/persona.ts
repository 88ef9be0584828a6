import type { RoleName } from '../../core/actor.ts';
import type { Wording } from '../../core/wording.ts';

/** A seeded person of the try-out. `id` is a stable word: teacher, head, manager-1, member-4.1.6. */
export interface Persona {
  readonly id: string;
  readonly personId: string;
  /** The person's web chat. */
  readonly accountId: string;
  readonly role: RoleName;
  readonly seat: string | null;
}

/** What a persona is called on the page: what it is, since nobody of them exists. */
export function personaName(wording: Wording, { id, role, seat }: Pick<Persona, 'id' | 'role' | 'seat'>): string {
  const own = `page.persona.${id}`;
  if (wording.has(own)) return wording.sayNamed(own);
  return seat && role === 'member' ? wording.say('page.persona.member', { seat }) : id;
}
