import { categories, headings, sectors, streetSituations, worstForms } from '../../core/referral/codes.ts';
import { isSexualReport, mostChildren } from '../../core/referral/report.ts';
import type { Answers, Field, Form } from './form.ts';

const says = (field: string, code: string) => (answers: Answers) => answers[field] === code;
const holds = (field: string, code: string) => (answers: Answers) => includes(answers[field], code);
const includes = (answer: Answers[string] | undefined, code: string) => Array.isArray(answer) && answer.includes(code);
const isOnBehalf = (answers: Answers) => typeof answers['way'] === 'string' && answers['way'] !== 'direct';

const text = (name: string, section: string, most = 2000) =>
  ({ name, section, kind: 'text', most, personal: true, required: false }) as const;
const yesOrNo = (name: string, section: string) =>
  ({ name, section, kind: 'choice', options: ['yes', 'no'], personal: false, required: false, unknown: true }) as const;
const several = (name: string, section: string, options: readonly string[]) =>
  ({ name, section, kind: 'choices', options, personal: false, required: false }) as const;

/** Danger first: with "yes" the report is sent after the next three answers, the rest is asked afterwards. */
const first: readonly Field[] = [
  { ...text('reporterName', 'you', 200), when: isOnBehalf },
  { ...yesOrNo('danger', 'danger'), required: true },
  { ...text('where', 'place'), required: true },
  { ...text('what', 'what', 4000), required: true },
  text('contact', 'you', 300),
];

const identifiedAt: Field = {
  name: 'identifiedAt',
  section: 'time',
  kind: 'instant',
  daysBack: 366,
  personal: false,
  required: true,
};

const children: readonly Field[] = Array.from({ length: mostChildren }, (_, index) => childFields(index + 1)).flat();

/** Name, birth, sex, and whether there is one more. The second child's fields end in `-2`. */
function childFields(n: number): Field[] {
  const named = (name: string) => (n === 1 ? name : `${name}-${n}`);
  const wanted = n === 1 ? {} : { when: says(n === 2 ? 'another' : `another-${n - 1}`, 'yes') };
  const child = { section: 'child', personal: true, required: false, unknown: true, ...wanted } as const;
  const fields: Field[] = [
    { ...child, name: named('childName'), words: 'childName', kind: 'text', most: 200 },
    { ...child, name: named('childBirth'), words: 'childBirth', kind: 'birth-date' },
    { ...child, name: named('childSex'), words: 'childSex', kind: 'choice', options: ['girl', 'boy'] },
  ];
  if (n === mostChildren) return fields;
  const another = {
    name: named('another'),
    words: 'another',
    section: 'child',
    personal: false,
    required: false,
    ...wanted,
  };
  return [...fields, { ...another, kind: 'choice', options: ['no', 'yes'] }];
}

/** Annex 1 of QRK 23/2023, part B: the headings, then what stands under those that were chosen. */
const category: readonly Field[] = [
  several('categories', 'category', headings),
  ...headings.map(
    (heading): Field => ({
      ...several(`categories${heading}`, 'category', categories[heading]),
      when: holds('categories', heading),
    }),
  ),
  {
    ...text('categoriesOther', 'category', 500),
    when: (answers) => headings.some((heading) => includes(answers[`categories${heading}`], `${heading}-tjera`)),
  },
];

const labour: readonly Field[] = [
  yesOrNo('childLabour', 'labour'),
  { ...several('sectors', 'labour', sectors), when: says('childLabour', 'yes') },
  { ...text('sectorOther', 'labour', 200), when: holds('sectors', 'other') },
  { ...several('worstForms', 'labour', worstForms), when: says('childLabour', 'yes') },
  yesOrNo('street', 'labour'),
  { ...several('streetSituation', 'labour', streetSituations), when: says('street', 'yes') },
];

const around: readonly Field[] = [
  yesOrNo('familyKnows', 'family'),
  yesOrNo('suspectWorksHere', 'suspect'),
  { ...text('suspectName', 'suspect', 200), when: says('suspectWorksHere', 'yes') },
  { ...text('suspectPlace', 'suspect', 300), when: says('suspectWorksHere', 'yes') },
];

/** Pictures of sexual violence may not be copied by anybody but the police: nothing is taken, the advice stands instead. */
const files: readonly Field[] = [
  {
    name: 'documents',
    section: 'files',
    kind: 'files',
    most: 5,
    personal: false,
    required: false,
    when: (answers) => !isSexualReport(answers),
  },
  {
    name: 'keepDevice',
    section: 'files',
    kind: 'choice',
    options: ['understood'],
    personal: false,
    required: false,
    when: isSexualReport,
  },
];

const further: readonly Field[] = [...children, ...category, ...labour, ...around, ...files];

const furtherPages = [['child'], ['category'], ['labour'], ['family', 'suspect'], ['files']];

/** E-1, Referimi i rastit, with the categories of Annex 1. Required is what the guide requires (guide l.1975-1987). */
export const e1: Form = {
  id: 'e-1',
  fields: [...first, identifiedAt, ...further],
  // With danger the report is sent after the first page.
  pages: [['you', 'danger', 'place', 'what'], ['time'], ...furtherPages],
};

/** What is asked after a report that was sent in danger, or is added to one later. */
export const e1More: Form = { id: 'e-1-more', words: 'e-1', fields: further, pages: furtherPages };

/** A child that reports itself: few questions in plain words. */
export const e1Child: Form = {
  id: 'e-1-child',
  fields: [
    { ...yesOrNo('danger', 'danger'), required: true },
    { ...text('where', 'place'), required: true },
    { ...text('what', 'what', 4000), required: true },
    text('contact', 'you', 300),
    { ...text('childName', 'you', 200) },
  ],
};
