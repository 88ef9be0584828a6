import { actions } from './actions.ts';
import { askTheReporter } from './ask-reporter.ts';
import { assign } from './assign.ts';
import { caseForms } from './case-forms.ts';
import { cases } from './cases.ts';
import { deadlines } from './deadlines.ts';
import { decline } from './decline.ts';
import { excludeColleague } from './exclude.ts';
import { meetings } from './meetings.ts';
import { readTheReport } from './read-report.ts';
import { report } from './report.ts';
import { sameChild } from './same-child.ts';
import { takeOver } from './take-over.ts';
import { transfer } from './transfer.ts';
import type { DialogPart } from './turn.ts';
import { unreachable } from './unreachable.ts';
import { why } from './why.ts';

export { caseFilings } from './case-forms.ts';

/** The office's side of the conversation, from the arrival of a report to the first assessments. */
export const caseDialogs: readonly DialogPart[] = [
  takeOver,
  readTheReport,
  assign,
  askTheReporter,
  transfer,
  decline,
  sameChild,
  excludeColleague,
  caseForms,
  cases,
  deadlines,
  why,
  meetings,
  actions,
  report,
  unreachable,
];
