import type { Answers } from '../draft/draft.ts';
import { headings } from './codes.ts';
import { childrenOf } from './report.ts';

/** `choice` is one code, `choices` several; `birth-date` is a day (2016-04-30) or an age (age-9). */
export type AnswerKind = 'text' | 'instant' | 'birth-date' | 'choice' | 'choices';

/** An answer of E-1. The words of `field` and of codes are the edge's. */
export interface ReportAnswer {
  readonly field: string;
  readonly section: string;
  readonly kind: AnswerKind;
  /** Which of the reported children it is about, from 1; null: the report as a whole. */
  readonly child: number | null;
  readonly answer: string | readonly string[];
}

type Field = Pick<ReportAnswer, 'field' | 'section' | 'kind'>;

const of = (section: string, kind: AnswerKind, ...names: readonly string[]): Field[] =>
  names.map((field) => ({ field, section, kind }));

const first: readonly Field[] = [
  ...of('danger', 'choice', 'danger'),
  ...of('place', 'text', 'where'),
  ...of('what', 'text', 'what'),
  ...of('time', 'instant', 'identifiedAt'),
];

const ofChild: readonly Field[] = [
  ...of('child', 'text', 'childName'),
  ...of('child', 'birth-date', 'childBirth'),
  ...of('child', 'choice', 'childSex'),
];

const further: readonly Field[] = [
  ...of('category', 'choices', 'categories', ...headings.map((heading) => `categories${heading}`)),
  ...of('category', 'text', 'categoriesOther'),
  ...of('labour', 'choice', 'childLabour'),
  ...of('labour', 'choices', 'sectors'),
  ...of('labour', 'text', 'sectorOther'),
  ...of('labour', 'choices', 'worstForms'),
  ...of('labour', 'choice', 'street'),
  ...of('labour', 'choices', 'streetSituation'),
  ...of('family', 'choice', 'familyKnows'),
  ...of('suspect', 'choice', 'suspectWorksHere'),
  ...of('suspect', 'text', 'suspectName', 'suspectPlace'),
  ...of('files', 'choice', 'keepDevice'),
];

/** What is shown of a report, in the order in which the form asks. A test holds it to the form. */
export const reportFields = { first, ofChild, further };

/** Who reported, and how to reach that person: read by a right of its own. */
export const reporterFields = ['reporterName', 'contact'] as const;

/** What was answered, in the order of the form, without who reported. */
export function reportAnswers(answers: Answers): ReportAnswer[] {
  const said = (fields: readonly Field[], child: number | null = null): ReportAnswer[] =>
    fields.flatMap((one) => {
      const name = child === null || child === 1 ? one.field : `${one.field}-${child}`;
      const answer = readable(one.kind, answers[name]);
      return answer === null ? [] : [{ ...one, child, answer }];
    });
  const children = childrenOf(answers).flatMap((_, index) => said(ofChild, index + 1));
  return [...said(first), ...children, ...said(further)];
}

function readable(kind: AnswerKind, answer: unknown): ReportAnswer['answer'] | null {
  if (kind !== 'choices') return typeof answer === 'string' && answer !== '' ? answer : null;
  const codes = Array.isArray(answer) ? answer.filter((code): code is string => typeof code === 'string') : [];
  return codes.length > 0 ? codes : null;
}
