import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SmtpAccess } from '../../../core/smtp-access.ts';

export interface Mail {
  readonly to: string;
  /** As it went over the wire. */
  readonly raw: string;
  /** Its header fields, unfolded, by their names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  /** The texts of its parts, decoded. */
  readonly text: string;
}

/** A real SMTP server on the loopback. What it says to RCPT TO can be arranged, answer by answer. */
export interface MailServer {
  readonly smtp: SmtpAccess;
  readonly mails: Mail[];
  readonly asked: string[];
  /** The next answers to RCPT TO: `550 5.1.1 No such user here`. */
  refuses(...answers: string[]): void;
  /** The next answers to DATA. */
  refusesData(...answers: string[]): void;
  close(): Promise<void>;
}

const user = 'tryeza@office.example';
const pass = 'a-password-that-is-invented';

export async function aMailServer(): Promise<MailServer> {
  const mails: Mail[] = [];
  const asked: string[] = [];
  const atRcpt: string[] = [];
  const atData: string[] = [];
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: (auth, _session, answer) =>
      auth.username === user && auth.password === pass
        ? answer(null, { user })
        : answer(refusal('535 5.7.8 Authentication credentials invalid')),
    onRcptTo({ address }, _session, answer) {
      asked.push(address);
      const refused = atRcpt.shift();
      answer(refused ? refusal(refused) : null);
    },
    onData(stream, { envelope }, answer) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = atData.shift();
        if (refused) return answer(refusal(refused));
        const raw = Buffer.concat(chunks).toString('latin1');
        mails.push({ to: envelope.rcptTo.map(({ address }) => address).join(), raw, ...readMail(raw) });
        return answer(null);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A client that leaves without a word is nobody's trouble.
  server.on('error', () => undefined);
  const { port } = server.server.address() as AddressInfo;
  return {
    smtp: { host: '127.0.0.1', port, secure: false, user, pass, from: user },
    mails,
    asked,
    refuses: (...answers) => void atRcpt.push(...answers),
    refusesData: (...answers) => void atData.push(...answers),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function refusal(answer: string): Error {
  const [code = '', ...words] = answer.split(' ');
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) });
}

function readMail(raw: string): Pick<Mail, 'headers' | 'text'> {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const fields = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = new Map(
    fields.map((field) => {
      const [name = ''] = field.split(':', 1);
      return [name.toLowerCase(), words(field.slice(name.length + 1).trim())] as const;
    }),
  );
  const parts = raw.split(/\r\n--[^\r\n]*(?:\r\n|$)/).slice(1);
  return { headers, text: parts.map(decodedPart).join('\n') };
}

/** RFC 2047, as nodemailer writes it. */
const words = (value: string): string =>
  value
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, way: string, text: string) =>
      way.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString() : quoted(text.replaceAll('_', ' ')),
    );

function decodedPart(part: string): string {
  const at = part.indexOf('\r\n\r\n');
  const [head, body] = [part.slice(0, at), part.slice(at + 4)];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  return /quoted-printable/i.test(head) ? quoted(body.replace(/=\r\n/g, '')) : body;
}

const quoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
