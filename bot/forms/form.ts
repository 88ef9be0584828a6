/** The answers to a form by field name. An option is its code; several children are a list. */
export type Answer = string | number | boolean | readonly string[] | null;
export type Answers = Readonly<Record<string, Answer>>;

interface Asked {
  /** The name that tests, the API and the wording use: `form.<form>.<name>.ask`, `.hint`, `.label`, `.option.<code>`. */
  readonly name: string;
  /** Wording key part of the section that the step counter shows. */
  readonly section: string;
  /** Says who, where or what of a person: shown as "stored ✓", deleted from the chat. */
  readonly personal: boolean;
  readonly required: boolean;
  /** "I don't know" stands first. Where a reporter may not know. */
  readonly unknown?: boolean;
  /** Another field's name whose words are used: the second child is asked for as the first. */
  readonly words?: string;
  readonly when?: (answers: Answers) => boolean;
}

export type Field = Asked &
  (
    | { readonly kind: 'text'; readonly most: number }
    /** Date and time, not in the future, at most `daysBack` days ago. ISO, `now`, `dd.mm.yyyy hh:mm`. */
    | { readonly kind: 'instant'; readonly daysBack: number }
    | { readonly kind: 'birth-date' }
    | { readonly kind: 'number'; readonly least: number; readonly most: number }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'choices'; readonly options: readonly string[] }
    | { readonly kind: 'files'; readonly most: number }
  );

/** A form of the source documents, once, as data. */
export interface Form {
  /** e-1, e-2, e-3-initial … */
  readonly id: string;
  /** Another form's id whose words are used. */
  readonly words?: string;
  readonly fields: readonly Field[];
  /** Where a form is shown page by page: the sections of each page. Absent: all on one. */
  readonly pages?: readonly (readonly string[])[];
}

/** The fields that are asked, given what was answered so far. */
export const askedFields = (form: Form, answers: Answers): Field[] =>
  form.fields.filter((field) => field.when?.(answers) ?? true);

/** The first question that has to be answered and is not. */
export const missingField = (form: Form, answers: Answers): Field | undefined =>
  askedFields(form, answers).find(({ name, required }) => required && answers[name] === undefined);

/** Where a field's words stand: `.ask`, `.label`, `.hint`, `.option.<code>`. */
export const wordsOf = (form: Form, field: Field): string =>
  `form.${form.words ?? form.id}.${field.words ?? field.name}`;

const everywhere: ReadonlySet<string> = new Set(['yes', 'no', 'dont-know', 'other', 'none', 'now']);

export const optionWords = (form: Form, field: Field, code: string): string =>
  everywhere.has(code) ? `common.${code}` : `${wordsOf(form, field)}.option.${code}`;
