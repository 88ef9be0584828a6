/** Why the rules refuse, with the HTTP status the API answers. The words are in locales/<lang>/refused.json. */
export const reasons = {
  'not-allowed': 403,
  'not-found': 404,
  'case-not-found': 404,
  'case-closed': 409,
  'person-not-found': 404,
  'person-deactivated': 403,
  'not-a-manager': 422,
  'manager-excluded': 422,
  'already-assigned': 409,
  'already-answered': 409,
  'already-done': 409,
  'nothing-asked': 409,
  'draft-not-found': 404,
  'draft-sent': 409,
  'draft-discarded': 409,
  'draft-incomplete': 422,
  'answer-too-long': 422,
  'answer-empty': 422,
  'answer-not-an-option': 422,
  'answer-not-text': 422,
  'date-unreadable': 422,
  'date-impossible': 422,
  'date-in-future': 422,
  'date-too-old': 422,
  'date-before-birth': 422,
  'number-unreadable': 422,
  'file-too-large': 413,
  'file-type-unknown': 415,
  'file-not-as-named': 415,
  'file-not-expected': 422,
  'file-wanted': 422,
  'file-unreadable': 415,
  'file-refused-sexual': 422,
  'too-many-files': 422,
  'code-unknown': 404,
  'code-used': 409,
  'code-expired': 410,
  'code-revoked': 410,
  'already-linked': 409,
  'email-too-many': 429,
  'rate-limited': 429,
  'needs-second-person': 403,
  'transfer-same-office': 422,
  'transfer-pending': 409,
  'transfer-not-pending': 409,
  'question-answered': 409,
  'link-expired': 410,
  'input-invalid': 422,
} as const;

export type Reason = keyof typeof reasons;

/**
 * What the rules refuse: said in the person's language, mapped to a status, never retried.
 * @param detail codes and numbers for the sentence (a limit, an instant as ISO); never a value that a person typed.
 */
export class Refused extends Error {
  readonly reason: Reason;
  readonly detail: Readonly<Record<string, string | number>>;
  constructor(reason: Reason, detail: Readonly<Record<string, string | number>> = {}) {
    super(`refused: ${reason}`);
    this.name = 'Refused';
    this.reason = reason;
    this.detail = detail;
  }
}

export const refused = (reason: Reason, detail?: Readonly<Record<string, string | number>>): Refused =>
  new Refused(reason, detail);

export const statusOf = (refusal: Refused): number => reasons[refusal.reason];
