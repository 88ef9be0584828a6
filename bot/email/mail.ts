import type { Wording } from '../../core/wording.ts';

/** What a mail is made of. It has no parameter of a case, an office or a person: it cannot say anything of them. */
export interface MailParts {
  readonly wording: Wording;
  /** Where the program is reached; null: only in the chat. */
  readonly home: string | null;
  /** The page on which friendly words are stopped, or taken back. */
  readonly stop: string | null;
  readonly stopped: boolean;
}

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Something is due: open it. */
export function dueMail({ wording, home, stop, stopped }: MailParts): MailText {
  const lines = [
    wording.say('email.due.text'),
    wording.say('email.due.chat'),
    ...(home ? [wording.say('email.due.page', { address: home })] : []),
    wording.say('email.due.silent'),
    ...(stop ? [wording.say(stopped ? 'email.due.stopped' : 'email.due.stop', { address: stop })] : []),
    ...(stop ? [wording.say('email.due.always')] : []),
  ];
  return written(wording, wording.say('email.due.subject'), lines);
}

/** Is this your mailbox? */
export function confirmMail(wording: Wording, address: string): MailText {
  const lines = [
    wording.say('email.confirm.text'),
    wording.say('email.confirm.link', { address }),
    wording.say('email.confirm.other'),
  ];
  return written(wording, wording.say('email.confirm.subject'), lines);
}

const written = ({ locale }: Wording, subject: string, lines: readonly string[]): MailText => ({
  subject,
  text: `${lines.join('\n\n')}\n`,
  html: `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>${lines
    .map((line) => `<p>${linked(line)}</p>`)
    .join('')}</body></html>\n`,
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const linked = (line: string): string =>
  escaped(line).replace(/https?:\/\/[^\s<]+/g, (address) => `<a href="${address}">${address}</a>`);
