import { describe, expect, test } from 'vitest';
import { readBounceReport } from '../../../core/account/email-report.ts';
import { newId } from '../../../core/id.ts';

describe('the reader of what came back', () => {
  const id = newId();
  const report = ({
    action = 'failed',
    status = '5.1.1',
    ref = `Message-ID: <${id}@office.example>`,
    kind = 'text/rfc822-headers',
  } = {}) =>
    [
      'From: MAILER-DAEMON@mail.example',
      'Message-ID: <20261122.1@mail.example>',
      'Content-Type: multipart/report; report-type=delivery-status;',
      '\tboundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain',
      '',
      'Sorry.',
      '--b1',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.example',
      '',
      'Final-Recipient: rfc822; somebody@mail.example',
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      '',
      '--b1',
      `Content-Type: ${kind}`,
      '',
      'Subject: Something is due',
      ref,
      '',
      'The text of the mail.',
      '--b1--',
      '',
    ].join('\r\n');

  test.each([
    [report(), true],
    [report({ ref: `X-Tryeza-Ref: ${id}`, kind: 'message/rfc822' }), true],
    [report({ ref: `Message-ID:\r\n <${id.toUpperCase()}@office.example>` }), true],
    [report({ status: '5.2.2 (mailbox full)' }), true],
    [report({ action: 'Delayed', status: '4.4.1' }), false],
    [report({ action: 'failed', status: '4.4.7' }), false],
    [report({ action: 'delivered', status: '2.0.0' }), false],
    [report().replaceAll('\r\n', '\n'), true],
  ])('finds what became of which mail (%#)', (raw, failed) => {
    expect(readBounceReport(raw)).toEqual({ failed, messageId: id });
  });

  test.each([
    '',
    'hello',
    report({ ref: 'Message-ID: <20261122.9@elsewhere.example>' }),
    report({ kind: 'text/plain' }),
    report().replace('message/delivery-status', 'text/plain'),
    `Message-ID: <${id}@office.example>\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n`,
  ])('takes nothing else for a report (%#)', (raw) => expect(readBounceReport(raw)).toBeNull());

  test.each([
    'Content-Type: message/delivery-status\n'.repeat(5_000),
    `Content-Type: message/delivery-status\n\nAction:${' '.repeat(250_000)}`,
    `Content-Type: text/rfc822-headers\n\nMessage-ID: <${'a-'.repeat(120_000)}`,
    `${'\n '.repeat(120_000)}`,
    `${'\r'.repeat(250_000)}`,
    `--${'\n--'.repeat(80_000)}`,
    '\0'.repeat(250_000),
  ])('is quick with what somebody made to hurt it (%#)', (raw) => {
    const begun = performance.now();
    expect(readBounceReport(raw)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
