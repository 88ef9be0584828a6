/** An answer of the platform that is not `ok`: `{ ok: false, error_code, description, parameters? }`. */
export class Refusal extends Error {
  readonly code: number;
  readonly retryAfter: number | undefined;

  constructor(code: number, description: string, retryAfter?: number) {
    super(description);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const badRequest = (what: string) => new Refusal(400, `Bad Request: ${what}`);
export const forbidden = (what: string) => new Refusal(403, `Forbidden: ${what}`);
export const conflict = (what: string) => new Refusal(409, `Conflict: ${what}`);

/** @param seconds whole seconds until the same request may be made again */
export const tooManyRequests = (seconds: number) =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, seconds);

export function answerTo(refusal: Refusal): Record<string, unknown> {
  return {
    ok: false,
    error_code: refusal.code,
    description: refusal.message,
    ...(refusal.retryAfter === undefined ? {} : { parameters: { retry_after: refusal.retryAfter } }),
  };
}
