import type { Desk } from '../../../core/desk.ts';
import type { ButtonWanted, Line } from '../../../core/message.ts';
import { type Locale, ownName } from '../../../core/wording.ts';
import { caseButton, caseLine } from '../../dialogs/cases.ts';
import { deadlineButton, deadlineLine } from '../../dialogs/deadlines.ts';
import { languageButtons } from '../../dialogs/language.ts';
import { reportLine } from '../../dialogs/status.ts';

/** One row of the desk: a heading, a line with what can be done about it, or buttons side by side. */
export type Row =
  | { readonly is: 'heading'; readonly line: Line }
  | { readonly is: 'line'; readonly line: Line; readonly button?: ButtonWanted | undefined }
  | { readonly is: 'language'; readonly name: string }
  | { readonly is: 'more'; readonly count: number; readonly command: string }
  | { readonly is: 'buttons'; readonly name: string; readonly buttons: readonly ButtonWanted[] };

/** So many of a list stand on the desk; the rest is a command away. The platform takes a hundred blocks. */
const most = { drafts: 8, deadlines: 15, cases: 15, reports: 10 } as const;

const first: readonly ButtonWanted[] = [
  { act: 'refer', does: 'refer', label: 'button.new-report' },
  { act: 'status', does: 'status' },
  { act: 'help', does: 'help' },
];

export function rowsOf(desk: Desk, locale: Locale): Row[] {
  const { drafts, deadlines, cases, reports, quiet } = desk;
  const nothing = drafts.length + deadlines.length + (cases?.length ?? 0) + reports.length === 0;
  return [
    { is: 'buttons', name: 'first', buttons: first },
    ...(nothing ? [{ is: 'line', line: { text: 'desk.nothing' } } as const] : []),
    ...list('desk.drafts', 'status', drafts.slice(0, most.drafts).map(draftRow), drafts.length),
    ...list('case.deadlines', 'deadlines', deadlines.slice(0, most.deadlines).map(deadlineRow), deadlines.length),
    ...list('case.title', 'cases', (cases ?? []).slice(0, most.cases).map(caseRow), cases?.length ?? 0),
    ...list('referral.own', 'status', reports.slice(0, most.reports).map(reportRow), reports.length),
    { is: 'heading', line: { text: 'desk.settings' } },
    { is: 'language', name: ownName[locale] },
    { is: 'buttons', name: 'languages', buttons: languageButtons.filter(({ act }) => act !== `language:${locale}`) },
    {
      is: 'line',
      line: quiet ? { text: 'settings.quiet', params: quiet } : { text: 'settings.quiet-none' },
      button: { act: 'settings', does: 'settings', label: 'desk.settings' },
    },
  ];
}

function list(heading: string, command: string, shown: readonly Row[], of: number): Row[] {
  if (of === 0) return [];
  const count = of - shown.length;
  return [
    { is: 'heading', line: { text: heading } },
    ...shown,
    ...(count > 0 ? [{ is: 'more', count, command } as const] : []),
  ];
}

const draftRow = ({ id, form, case: number, touchedAt }: Desk['drafts'][number]): Row => ({
  is: 'line',
  line: {
    text: number ? 'desk.draft-case' : 'desk.draft',
    params: {
      form: { phrase: `desk.form.${form}` },
      at: touchedAt.toISOString(),
      ...(number ? { case: number } : {}),
    },
  },
  button: { act: 'resume-draft', does: 'resume-draft', having: { draft: id }, label: 'common.continue' },
});

const deadlineRow = (one: Desk['deadlines'][number]): Row => ({
  is: 'line',
  line: deadlineLine(one),
  button: deadlineButton(one)[0],
});

const caseRow = (one: NonNullable<Desk['cases']>[number]): Row => ({
  is: 'line',
  line: caseLine(one),
  button: caseButton(one),
});

const reportRow = (one: Desk['reports'][number]): Row => ({ is: 'line', line: reportLine(one) });
