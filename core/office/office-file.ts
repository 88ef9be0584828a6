import { z } from 'zod';
import { roleNames } from '../actor.ts';
import { packs } from '../obligations/register.ts';
import { officeSettings } from '../office.ts';
import { locales } from '../wording/locale.ts';

const text = z.string().trim().min(1).max(200);
const code = z.string().regex(/^[A-Z0-9-]{2,12}$/, 'must be 2 to 12 capital letters, digits or -');

const somebody = z.strictObject({
  name: text,
  role: z.enum(roleNames),
  locale: z.enum(locales).default('sq'),
  /** Of article 4.1: 4.1.6. */
  seat: z.string().max(20).optional(),
  profession: z.string().max(60).optional(),
  /** Name of one of the institutions. */
  institution: text.optional(),
  mandated: z.boolean().default(true),
});

const shape = z.strictObject({
  municipality: z.strictObject({ name: text, country: z.enum(['XK', 'AL']) }),
  office: z.strictObject({
    code: z.string().regex(/^[A-Z]{2,4}$/, 'must be 2 to 4 capital letters: the head of each case number'),
    name: text,
    settings: z.strictObject(officeSettings.shape).partial().default({}),
  }),
  places: z.array(z.strictObject({ code, name: text })).default([]),
  institutions: z.array(z.strictObject({ kind: z.string().max(60), name: text })).default([]),
  people: z.array(somebody).default([]),
  /** Names of people, in the order in which they are told of danger. */
  duty: z.array(text).max(9).default([]),
});

export type OfficeFile = z.output<typeof shape>;
export type SomebodyInFile = z.output<typeof somebody>;

/** An office file that cannot be taken. Each problem says where in the file, and never quotes what stands there. */
export class OfficeFileError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The office file cannot be taken:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'OfficeFileError';
    this.problems = problems;
  }
}

/** @throws OfficeFileError */
export function readOfficeFile(json: string): OfficeFile {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw new OfficeFileError(['it is no JSON: a comma, a bracket or a quotation mark is missing or too much']);
  }
  const parsed = shape.safeParse(raw);
  if (!parsed.success)
    throw new OfficeFileError(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`),
    );
  const problems = crossProblems(parsed.data);
  if (problems.length > 0) throw new OfficeFileError(problems);
  return parsed.data;
}

function crossProblems({ office, places, institutions, people, duty }: OfficeFile): string[] {
  const names = new Set(people.map(({ name }) => name));
  const homes = new Set(institutions.map(({ name }) => name));
  const known = new Set(packs.map(({ id }) => id));
  const roles = new Set(people.map(({ role }) => role));
  return [
    ...repeated(people.map(({ name }) => name)).map(
      (at) => `people.${at}.name: stands twice; give one of them a middle name`,
    ),
    ...repeated(places.map((place) => place.code)).map((at) => `places.${at}.code: stands twice`),
    ...repeated(duty).map((at) => `duty.${at}: stands twice`),
    ...duty.flatMap((name, at) => (names.has(name) ? [] : [`duty.${at}: is none of the people of this file`])),
    ...people.flatMap(({ institution }, at) =>
      institution && !homes.has(institution)
        ? [`people.${at}.institution: is none of the institutions of this file`]
        : [],
    ),
    ...(office.settings.packs ?? []).flatMap((pack, at) =>
      known.has(pack) ? [] : [`office.settings.packs.${at}: there is ${[...known].join(', ')}`],
    ),
    ...(['head', 'intake', 'admin'] as const).flatMap((role) =>
      people.length > 0 && !roles.has(role) ? [`people: nobody has the role ${role}`] : [],
    ),
  ];
}

const repeated = (values: readonly string[]): number[] =>
  values.flatMap((value, at) => (values.indexOf(value) < at ? [at] : []));
