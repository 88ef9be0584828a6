import { z } from 'zod';

/** The mail server that takes our mails, and whom they come from. */
export interface SmtpAccess {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps). Otherwise STARTTLS where the server offers it. */
  readonly secure: boolean;
  /** Null: without login. */
  readonly user: string | null;
  readonly pass: string | null;
  /** A plain address. */
  readonly from: string;
}

const address = z.email().max(254);
const isAddress = (text: string | null): text is string => address.safeParse(text).success;

/**
 * `smtp(s)://user:pass@host:port?from=tryeza%40office.example`. Without `from` the user when that is an address, else
 * `tryeza@` the host of PUBLIC_URL. Returns what is wrong otherwise, without its value.
 */
export function readSmtp(smtpUrl: string, publicUrl: string | null): SmtpAccess | string {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  if (url.hostname === '') return 'SMTP_URL names no host';
  if (user === null || pass === null) return 'SMTP_URL has a user or password that is not percent-encoded';
  const given = url.searchParams.get('from');
  if (given !== null && !isAddress(given)) return 'SMTP_URL has a from that is no e-mail address (?from=name%40host)';
  const home = publicUrl ? `tryeza@${new URL(publicUrl).hostname}` : null;
  const from = [given, user, home].find(isAddress);
  if (!from) return 'SMTP_URL needs ?from=name%40host: neither its user nor PUBLIC_URL gives an address to send from';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port, secure, user: user === '' ? null : user, pass: user === '' ? null : pass, from };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
