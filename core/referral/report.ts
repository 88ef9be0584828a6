import { z } from 'zod';
import type { Answers } from '../draft/draft.ts';
import { refused } from '../errors.ts';
import { isSexual, isWorstForm } from './codes.ts';

export const mostChildren = 8;

/** A child as the reporter described it. `birth` is a day or, when only the age was known, `age-9`. */
export interface ReportedChild {
  readonly name: string | null;
  readonly birth: string | null;
  readonly sex: string | null;
}

export const ways = ['direct', 'phone', 'walk-in', 'other'] as const;
export type Way = (typeof ways)[number];

/** A report of form E-1 as the rules need it. Everything else of the answers is kept as it was said. */
export interface Report {
  readonly danger: boolean;
  readonly way: Way;
  readonly identifiedAt: Date | null;
  readonly children: readonly ReportedChild[];
  readonly codes: readonly string[];
  readonly suspectName: string | null;
  readonly officeId: string | null;
}

const text = z.string().trim().min(1).nullable().optional().catch(null);
const list = z.array(z.string()).nullable().optional().catch(null);

const shape = z.object({
  danger: z.string().nullable().optional(),
  where: z.string().trim().min(1),
  what: z.string().trim().min(1),
  identifiedAt: z.iso.datetime().nullable().optional(),
  way: z.enum(ways).catch('direct'),
  suspectName: text,
  office: z.uuid().nullable().optional().catch(null),
});

/** The guide asks for no more than how to reach the child, the reason and the risk (guide l.1975-1987). */
export function reportOf(answers: Answers): Report {
  const read = shape.safeParse(answers);
  if (!read.success) throw refused('draft-incomplete', { field: String(read.error.issues[0]?.path[0] ?? '') });
  const { danger, way, identifiedAt, suspectName, office } = read.data;
  return {
    danger: danger === 'yes',
    way,
    identifiedAt: identifiedAt ? new Date(identifiedAt) : null,
    children: childrenOf(answers),
    codes: codesOf(answers),
    suspectName: suspectName ?? null,
    officeId: office ?? null,
  };
}

/** `childName`, `childBirth`, `childSex`; of a second child `childName-2` and so on. At least one: nobody need know more. */
export function childrenOf(answers: Answers): ReportedChild[] {
  const children: ReportedChild[] = [];
  for (let n = 1; n <= mostChildren; n += 1) {
    if (n > 1 && answers[n === 2 ? 'another' : `another-${n - 1}`] !== 'yes') break;
    const of = (field: string) => text.parse(answers[n === 1 ? field : `${field}-${n}`]) ?? null;
    children.push({ name: of('childName'), birth: of('childBirth'), sex: of('childSex') });
  }
  return children;
}

const codeFields = [
  'categories',
  'categoriesKEQ',
  'categoriesSEK',
  'categoriesEMO',
  'categoriesNEG',
  'worstForms',
  'sectors',
];

export const codesOf = (answers: Answers): string[] => codeFields.flatMap((field) => list.parse(answers[field]) ?? []);

export const isSexualReport = (answers: Answers): boolean => codesOf(answers).some(isSexual);
export const isWorstFormReport = (codes: readonly string[]): boolean => codes.some(isWorstForm);
