import type { Answer } from '../../core/outbox/transport.ts';

/** The longest wait between two tries. */
const mostMs = 3_600_000;
/** Tries of a mail that the server refuses for a reason of its own: with waits up to an hour, about a day. */
const mostRefusals = 30;
/** "No such mailbox" of a server that gives no enhanced code (RFC 5321, 4.2.3). */
const noMailbox = new Set([550, 551, 553]);

/** What of an error of nodemailer is looked at. The rest, which quotes the address and the server's words, goes no farther. */
interface Trouble {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

/**
 * What an error means for a mail. Only what the server says of this address closes it for good; trouble with our access,
 * with TLS, the network or a server's policy is mended by people or by time.
 * @param firstMs the wait after the first try; it doubles with each
 */
export function answerTo(thrown: unknown, attempts: number, firstMs: number): Exclude<Answer, { is: 'accepted' }> {
  const trouble = (thrown ?? {}) as Trouble;
  const later = (code: string): Answer & { is: 'later' } => ({
    is: 'later',
    code,
    afterMs: Math.min(mostMs, firstMs * 2 ** Math.min(attempts, 20)),
  });
  const status = typeof trouble.responseCode === 'number' ? trouble.responseCode : 0;
  const isOfAccess = trouble.code === 'EAUTH' || String(trouble.command).startsWith('AUTH');
  if (isOfAccess) return later('smtp-auth');
  if (trouble.code === 'ETLS') return later('smtp-tls');
  if (status < 500) return later(status >= 400 ? `smtp-${status}` : networkCode(trouble.code));
  const isOfMail = trouble.command === 'RCPT TO' || trouble.command === 'DATA';
  if (isOfMail && isOfAddress(status, enhancedOf(trouble.response))) {
    return { is: 'never', code: 'bounced', chatIsDead: true };
  }
  return attempts < mostRefusals ? later(`smtp-${status}`) : { is: 'never', code: 'bounced', chatIsDead: true };
}

/** `5.1.1` of `550 5.1.1 No such user` (RFC 3463). */
const enhancedOf = (response: unknown): string | null =>
  /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response ?? ''))?.[1] ?? null;

const isOfAddress = (status: number, enhanced: string | null): boolean =>
  enhanced ? /^5\.[12]\./.test(enhanced) : noMailbox.has(status);

const networkCode = (code: unknown): string =>
  typeof code === 'string' && /^[A-Z_]{1,20}$/.test(code) ? `smtp-${code.toLowerCase()}` : 'smtp-fault';
