import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../core/config.ts';
import { readSmtp } from '../../core/smtp-access.ts';

describe('SMTP_URL', () => {
  test.each([
    [
      'smtp://mail.example',
      'https://tryeza.office.example/',
      { port: 587, secure: false, user: null, pass: null, from: 'tryeza@tryeza.office.example' },
    ],
    ['smtps://mail.example', 'https://tryeza.office.example', { port: 465, secure: true }],
    [
      'smtps://qps%40office.example:p%3Aw@mail.example:2465',
      null,
      { port: 2465, user: 'qps@office.example', pass: 'p:w', from: 'qps@office.example' },
    ],
    [
      'smtp://qps:pw@mail.example?from=tryeza%40office.example',
      'https://other.example',
      { user: 'qps', from: 'tryeza@office.example' },
    ],
    [
      'smtp://qps%40office.example:pw@mail.example?from=tryeza%40office.example',
      null,
      { from: 'tryeza@office.example' },
    ],
  ])('%s', (url, publicUrl, access) => expect(readSmtp(url, publicUrl)).toMatchObject(access));

  test.each([
    ['smtp://mail.example?from=nobody', /from that is no e-mail address/],
    ['smtp://mail.example?from=a%40b.example%0d%0aBcc:x', /from that is no e-mail address/],
    ['smtp://mail.example', /needs \?from=/],
    ['smtp://qps:pw@mail.example', /needs \?from=/],
    ['smtp://%E0%A4%A:pw@mail.example', /percent-encoded/],
    ['http://mail.example', /smtp:\/\//],
  ])('%s is named at start, without its value', (url, problem) => {
    const start = () => readConfig({ TRY_OUT: '1', SMTP_URL: url });
    expect(start).toThrow(ConfigError);
    expect(start).toThrow(problem);
    expect(start).not.toThrow(/mail\.example|nobody|pw@/);
  });
});
