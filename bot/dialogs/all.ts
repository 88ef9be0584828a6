import type { Form } from '../forms/form.ts';
import { cancelDialog } from './cancel.ts';
import { caseDialogs, caseFilings } from './case-dialogs.ts';
import { emailDialog } from './email.ts';
import { type Filing, formWalk } from './form-walk.ts';
import { helpDialog } from './help.ts';
import { languageDialog } from './language.ts';
import { lateReasonDialog } from './late-reason.ts';
import { nothingDialog } from './nothing.ts';
import { questionDialog } from './question.ts';
import { referDialog } from './refer.ts';
import { childFiling, moreFiling, reportFiling } from './report-filing.ts';
import { settingsDialog } from './settings.ts';
import { startDialog } from './start.ts';
import { statusDialog } from './status.ts';
import type { DialogPart } from './turn.ts';
import { writeDialog } from './write.ts';

/** Every form that can be filled in in a chat. */
export const filings: readonly Filing[] = [reportFiling, moreFiling, childFiling, ...caseFilings];

/** Their forms. */
export const forms: readonly Form[] = filings.map((filing) => filing.form);

const walk = formWalk(filings);

/** The conversation of all channels, subject by subject. */
export const allDialogs: readonly DialogPart[] = [
  startDialog,
  referDialog,
  walk,
  lateReasonDialog,
  questionDialog,
  statusDialog,
  languageDialog(walk),
  settingsDialog,
  emailDialog,
  ...caseDialogs,
  helpDialog,
  cancelDialog(walk),
  writeDialog,
  nothingDialog,
];
