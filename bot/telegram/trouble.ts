import { GrammyError, HttpError } from 'grammy';
import type { Answer } from '../../core/outbox/transport.ts';

/** Until the platform or the network is tried again, when it named no time itself. */
const SHORTLY_MS = 2_000;
/** A wrong token or a second bot is mended by people. */
const A_WHILE_MS = 60_000;

const DEAD_CHAT =
  /chat not found|user not found|user is deactivated|user is blocked|PEER_ID_INVALID|USER_DEACTIVATED|USER_IS_BLOCKED/i;

/**
 * What an error of a call means for a message. The error itself goes no farther: grammY's carries the whole payload, that
 * of the HTTP client the address with the token.
 */
export function answerTo(trouble: unknown): Exclude<Answer, { is: 'accepted' }> {
  if (!(trouble instanceof GrammyError)) return { is: 'later', code: codeOf(trouble), afterMs: SHORTLY_MS };
  const { error_code: status, description, parameters } = trouble;
  if (status === 429) {
    const afterMs = parameters.retry_after === undefined ? SHORTLY_MS : parameters.retry_after * 1000;
    return { is: 'later', code: 'rate-limited', afterMs };
  }
  if (status >= 500) return { is: 'later', code: codeOf(trouble), afterMs: SHORTLY_MS };
  if (status === 401 || status === 404 || status === 409)
    return { is: 'later', code: codeOf(trouble), afterMs: A_WHILE_MS };
  if (status === 403) return { is: 'never', code: goneCode(description), chatIsDead: true };
  if (DEAD_CHAT.test(description)) return { is: 'never', code: goneCode(description), chatIsDead: true };
  return { is: 'never', code: codeOf(trouble), chatIsDead: false };
}

function goneCode(description: string): string {
  if (/blocked/i.test(description)) return 'blocked';
  if (/deactivated/i.test(description)) return 'deactivated';
  if (/not found|PEER_ID_INVALID/i.test(description)) return 'chat-not-found';
  return 'forbidden';
}

/** Whether the platform refused with these words. */
export const said = (trouble: unknown, words: RegExp): boolean =>
  trouble instanceof GrammyError && trouble.error_code === 400 && words.test(trouble.description);

/** A code for logs and dead letters: never a message, which may quote what people wrote. */
export function codeOf(trouble: unknown): string {
  if (trouble instanceof GrammyError) return `telegram-${trouble.error_code}`;
  if (trouble instanceof HttpError) return 'telegram-network';
  if (!(trouble instanceof Error)) return 'fault';
  const { code } = trouble as Error & { code?: unknown };
  if (typeof code === 'string' && /^[\w-]{1,40}$/.test(code)) return code;
  return /^\w{1,40}$/.test(trouble.name) ? trouble.name : 'fault';
}
