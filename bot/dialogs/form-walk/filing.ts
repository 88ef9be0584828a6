import type { Draft } from '../../../core/draft/draft.ts';
import type { Answers, Form } from '../../forms/form.ts';
import type { Turn } from '../turn.ts';

/** What is filed: a draft with all its required answers. */
export interface Filed {
  readonly draftId: string;
  readonly caseId: string | null;
  readonly answers: Answers;
}

/** A form that can be filled in in a chat, and what Send does with it. */
export interface Filing {
  readonly form: Form;
  /** Performs the act and says what comes next. What it refuses is said, and the draft stays open. */
  readonly file: (turn: Turn, filed: Filed) => Promise<void>;
  /** Called after each answer; `handled` when it took over. */
  readonly reached?: (turn: Turn, filed: Filed) => Promise<'handled' | 'go-on'>;
  /** What is answered to a tap on a form that was sent before. */
  readonly again?: (turn: Turn, draftId: string) => Promise<void>;
  /** The act ends the draft itself; otherwise the walker removes it once it is filed. */
  readonly keepsDraft?: boolean;
}

/** Where somebody stands in a form. Ids and codes only. */
export interface Standing {
  readonly [name: string]: unknown;
  readonly draft: string;
  readonly form: string;
  /** The open question; null at the summary. */
  readonly field: string | null;
  /** The message of the open question. */
  readonly prompt?: string;
  /** The question answered last, by typing: an edited message corrects it. */
  readonly last?: string;
  /** The summary was shown: after a correction it comes again. */
  readonly seen?: boolean;
  /** Questions that a correction made necessary. */
  readonly todo?: readonly string[];
}

/** A form under way: everything the walker needs of it in this turn. */
export interface Walk {
  readonly filing: Filing;
  readonly draft: Draft;
  readonly answers: Answers;
  readonly at: Standing;
}

export const walkDialog = 'form';
