/**
 * `ok: false` of the Web API. `wrong` marks what a correct app never does; the rest (a rate limit, a closed view, a lost
 * race) happens to correct apps too.
 */
export class Refusal extends Error {
  readonly error: string;
  readonly wrong: boolean;
  readonly messages: readonly string[];
  readonly status: number;
  readonly retryAfter: number | undefined;

  constructor(
    error: string,
    more: { wrong?: boolean; messages?: readonly string[]; status?: number; retryAfter?: number | undefined } = {},
  ) {
    super(error);
    this.error = error;
    this.wrong = more.wrong ?? false;
    this.messages = more.messages ?? [];
    this.status = more.status ?? 200;
    this.retryAfter = more.retryAfter;
  }
}

export const refused = (error: string) => new Refusal(error);
export const wrong = (error: string, messages: readonly string[] = []) => new Refusal(error, { wrong: true, messages });
export const rateLimited = (seconds: number) => new Refusal('ratelimited', { status: 429, retryAfter: seconds });
