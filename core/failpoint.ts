/** The places before and after each await of a submission and of a delivery, where a test may kill the process. May not shrink. */
export const failpoints = [
  'submission.before-transaction',
  'submission.after-inbox',
  'submission.after-act',
  'submission.after-facts',
  'submission.after-obligations',
  'submission.after-messages',
  'submission.after-audit',
  'submission.before-commit',
  'submission.after-commit',
  'delivery.before-claim',
  'delivery.after-claim',
  'delivery.before-send',
  'delivery.after-accepted',
  'delivery.before-record',
  'delivery.after-record',
  'delivery.after-release',
] as const;
export type Failpoint = (typeof failpoints)[number];

/** Called at a failpoint. Does nothing in production. */
export type Failing = (at: Failpoint) => void;

export const neverFailing: Failing = () => undefined;
