import { createTransport } from 'nodemailer';
import { emailRef } from '../../core/account/email-ref.ts';
import { lastChannel } from '../../core/account/last-channel.ts';
import type { Log } from '../../core/log.ts';
import type { Answer, Transport, Word } from '../../core/outbox/transport.ts';
import type { SmtpAccess } from '../../core/smtp-access.ts';
import type { Keyring } from '../../core/vault.ts';
import type { Wordings } from '../../core/wording.ts';
import { confirmMail, dueMail } from './mail.ts';
import { answerTo } from './trouble.ts';

export interface EmailParts {
  readonly smtp: SmtpAccess;
  readonly keyring: Keyring;
  readonly wording: Wordings;
  readonly log: Pick<Log, 'warn'>;
  /** As the operator set it; null: mails have no address to open, or to stop at. */
  readonly publicUrl: string | null;
  /** Where links begin, set or not; asked when a mail is sent. */
  readonly address: () => string;
  /** The wait after a first failure. Default 30 s. */
  readonly firstWaitMs?: number;
}

export interface EmailTransport extends Transport {
  oneWord(address: string, word: Word): Promise<Answer>;
  close(): void;
}

/** Below the time after which a delivery counts a platform as away. */
const timeouts = { connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 15_000, dnsTimeout: 8_000 };
const never: Answer = { is: 'never', code: 'no-mail', chatIsDead: false };

/** The way out to a mailbox: that something is due, and nothing of what. The ref is the id in the mail's Message-ID. */
export function emailTransport(parts: EmailParts): EmailTransport {
  const { smtp, keyring, wording, log, publicUrl, address, firstWaitMs = 30_000 } = parts;
  const { host, port, secure, user, pass, from } = smtp;
  const mailer = createTransport({
    pool: true,
    host,
    port,
    secure,
    ...(user === null ? {} : { auth: { user, pass: pass ?? '' } }),
    ...timeouts,
    maxConnections: 3,
    // The outbox tries again: a mail that waits in here as well would be sent twice.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // An idle connection that breaks is no mail's trouble: the next mail opens another one.
  mailer.on('error', (trouble: unknown) =>
    log.warn({ channel: lastChannel, code: codeOf(trouble) }, 'the mail server'),
  );
  const sender = from.slice(from.lastIndexOf('@') + 1);

  const mailOf = ({ accountId, confirms, locale, stopped }: Word) => {
    const page = (purpose: 'confirm' | 'stop', base: string) =>
      `${base.replace(/\/$/, '')}/e/${purpose}/${emailRef(keyring, purpose, accountId)}`;
    if (confirms) return { ...confirmMail(wording(locale), page('confirm', address())), headers: {} };
    const stop = publicUrl && page('stop', publicUrl);
    return {
      ...dueMail({ wording: wording(locale), home: publicUrl, stop, stopped }),
      headers: stop
        ? { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
        : ({} as Record<string, string>),
    };
  };

  return {
    channel: lastChannel,
    send: async () => never,
    edit: async () => never,
    delete: async () => never,

    async oneWord(to, word) {
      const { headers, ...text } = mailOf(word);
      try {
        await mailer.sendMail({
          ...text,
          from: { name: 'Tryeza', address: from },
          to: { name: '', address: to },
          messageId: `<${word.id}@${sender}>`,
          xMailer: false,
          headers: {
            ...headers,
            'Auto-Submitted': 'auto-generated',
            'X-Auto-Response-Suppress': 'All',
            'Content-Language': word.locale,
            'X-Tryeza-Ref': word.id,
          },
        });
        return { is: 'accepted', ref: word.id };
      } catch (trouble) {
        const answer = answerTo(trouble, word.attempts, firstWaitMs);
        const { accountId, attempts } = word;
        log.warn({ channel: lastChannel, accountId, attempts, code: answer.code }, 'a mail was not taken');
        return answer;
      }
    },

    close: () => mailer.close(),
  };
}

const codeOf = (trouble: unknown): string => answerTo(trouble, 0, 0).code;
