import type { RoleName } from '../../core/actor.ts';
import type { Locale } from '../../core/wording.ts';

/** Somebody of the try-out. Names are invented; ids are words that stay, for tests and bookmarks. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly role: RoleName;
  readonly seat: string | null;
  readonly locale: Locale;
  readonly profession: string | null;
  readonly institution: string | null;
  /** Code of the office. */
  readonly office: string;
}

const persona = (
  id: string,
  name: string,
  role: RoleName,
  more: Partial<Pick<Persona, 'seat' | 'locale' | 'profession' | 'institution' | 'office'>> = {},
): Persona => ({
  id,
  name,
  role,
  seat: null,
  locale: 'sq',
  profession: null,
  institution: null,
  office: 'QPR',
  ...more,
});

const member = (seat: string, name: string, institution: string, locale: Locale = 'sq') =>
  persona(`member-${seat}`, name, 'member', { seat, institution, locale });

export const personas: readonly Persona[] = [
  persona('teacher', 'Vlora Tryezari', 'reporter', { profession: 'teacher', institution: 'school' }),
  persona('doctor', 'Milena Stolović', 'reporter', { profession: 'doctor', institution: 'health', locale: 'sr-Latn' }),
  persona('intake', 'Besnik Pranuesi', 'intake'),
  persona('head', 'Drita Udhëheqja', 'head'),
  persona('stand-in', 'Goran Zamenik', 'stand-in', { locale: 'sr-Latn' }),
  persona('manager-1', 'Arta Menaxheri', 'case-manager'),
  persona('manager-2', 'Jovana Slučajević', 'case-manager', { locale: 'sr-Latn' }),
  persona('assistant', 'Liridon Ndihmësi', 'assistant'),
  member('4.1.3', 'Teuta Mbrojtësja', 'victims'),
  member('4.1.4', 'Ilir Sprovuesi', 'probation'),
  member('4.1.5', 'Shpresa Mjekësia', 'health'),
  member('4.1.6', 'Agron Policori', 'police'),
  member('4.1.7', 'Ivana Mentalić', 'mental-health', 'sr-Latn'),
  member('4.1.8', 'Fatmir Arsimi', 'education'),
  member('4.1.9', 'Lumnije Mirëqenia', 'welfare'),
  member('4.1.10', 'Blerta Psikologu', 'school', 'en'),
  member('4.1.14', 'Nora Ojëqeja', 'ngo'),
  persona('superior', 'Skënder Eprori', 'superior', { institution: 'police' }),
  persona('admin', 'Ada Administratori', 'admin', { locale: 'en' }),
  persona('other-head', 'Violeta Fqinja', 'head', { office: 'QFK' }),
  persona('other-manager', 'Kushtrim Fqinji', 'case-manager', { office: 'QFK' }),
];

export const institutions: readonly { readonly kind: string; readonly name: string }[] = [
  { kind: 'school', name: 'Shkolla fillore “Tryeza”' },
  { kind: 'health', name: 'Qendra e Mjekësisë Familjare' },
  { kind: 'police', name: 'Stacioni i Policisë' },
  { kind: 'victims', name: 'Zyra për Mbrojtje dhe Ndihmë Viktimave' },
  { kind: 'probation', name: 'Shërbimi Sprovues' },
  { kind: 'mental-health', name: 'Qendra për Shëndet Mendor' },
  { kind: 'education', name: 'Drejtoria Komunale për Arsim' },
  { kind: 'welfare', name: 'Drejtoria Komunale për Mirëqenie Sociale' },
  { kind: 'ngo', name: 'OJQ “Strehë”' },
];

export const offices: readonly { readonly code: string; readonly name: string; readonly municipality: string }[] = [
  { code: 'QPR', name: 'QPS Prishtinë', municipality: 'Prishtinë' },
  { code: 'QFK', name: 'QPS Fushë Kosovë', municipality: 'Fushë Kosovë' },
];

export const places: readonly { readonly code: string; readonly name: string }[] = [
  { code: 'QPS', name: 'Salla e QPS-së' },
  { code: 'KOMUNA', name: 'Salla e Komunës' },
];

/** Roles that are mandated reporters (LMF art. 26): everybody with a profession in child protection. */
export const isMandated = (one: Persona): boolean => one.role !== 'admin';

export const dutyOrder: readonly string[] = ['intake', 'head', 'stand-in'];
