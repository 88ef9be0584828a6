import { filings } from '../../dialogs/all.ts';
import { formWindow } from '../../dialogs/form-walk/window.ts';

/** Every form that can be filled in, in windows. */
export const form = formWindow(filings);
