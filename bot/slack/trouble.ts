import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { Answer } from '../../core/outbox/transport.ts';

/** Until the platform or the network is tried again, when it named no time itself. */
const SHORTLY_MS = 2_000;
/** What an operator has to mend: a scope that the app was not given, a page that is switched off. */
const A_WHILE_MS = 60_000;

/** The app was removed, or its token withdrawn: no chat of the workspace can be reached with it. */
const TOKEN_GONE: ReadonlySet<string> = new Set(['account_inactive', 'token_revoked', 'invalid_auth']);

const CHAT_GONE: ReadonlySet<string> = new Set([
  'user_not_found',
  'user_disabled',
  'users_not_found',
  'user_not_visible',
  'channel_not_found',
  'is_archived',
  'cannot_dm_bot',
  'messages_tab_disabled',
]);

const OPERATOR: ReadonlySet<string> = new Set([
  'not_authed',
  'missing_scope',
  'not_allowed_token_type',
  'token_expired',
  'no_permission',
  'access_denied',
  'ekm_access_denied',
  'org_login_required',
  'two_factor_setup_required',
  'accesslimited',
]);

const PASSES: ReadonlySet<string> = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'external_channel_migrating',
]);

/** What an error of a call means for a message. The error itself goes no farther: it may carry the payload. */
export function answerTo(trouble: unknown): Exclude<Answer, { is: 'accepted' }> {
  const code = codeOf(trouble);
  if (trouble instanceof WebAPIRateLimitedError) return { is: 'later', code, afterMs: trouble.retryAfter * 1000 };
  const said = saidBy(trouble);
  if (said === null || PASSES.has(said)) return { is: 'later', code, afterMs: SHORTLY_MS };
  if (OPERATOR.has(said)) return { is: 'later', code, afterMs: A_WHILE_MS };
  if (TOKEN_GONE.has(said)) return { is: 'never', code: 'token-revoked', chatIsDead: true };
  return { is: 'never', code, chatIsDead: CHAT_GONE.has(said) };
}

/** The word with which the platform refused; null when it did not answer, or not as itself. */
export const saidBy = (trouble: unknown): string | null =>
  trouble instanceof WebAPIPlatformError ? trouble.data.error : null;

/** The app was removed, or its token withdrawn. */
export const isTokenGone = (trouble: unknown): boolean => TOKEN_GONE.has(saidBy(trouble) ?? '');

/** A code for logs and dead letters: never a message, which may quote what people wrote. */
export function codeOf(trouble: unknown): string {
  if (trouble instanceof WebAPIRateLimitedError) return 'rate-limited';
  if (trouble instanceof WebAPIHTTPError) return `slack-${trouble.statusCode}`;
  if (trouble instanceof WebAPIRequestError) return 'slack-network';
  if (trouble instanceof WebAPIPlatformError) {
    const word = trouble.data.error.replaceAll('_', '-');
    return /^[a-z0-9-]{1,60}$/i.test(word) ? `slack-${word}` : 'slack-refused';
  }
  if (!(trouble instanceof Error)) return 'fault';
  const { code } = trouble as Error & { code?: unknown };
  if (typeof code === 'string' && /^[\w-]{1,60}$/.test(code)) return code;
  return /^\w{1,40}$/.test(trouble.name) ? trouble.name : 'fault';
}
