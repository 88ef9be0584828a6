/** What the operator has set (core/config.ts). */
export interface SlackAccess {
  readonly botToken: string;
  /** Null with Socket Mode. */
  readonly signingSecret: string | null;
  /** Socket Mode where it is set. */
  readonly appToken: string | null;
  /** With a slash at the end. */
  readonly apiUrl: string;
  /** How long one request may take. Default 8 s. */
  readonly timeoutMs?: number;
}
