import { createHmac } from 'node:crypto';

/** Headers that prove a request came from Slack; `at` in ms. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signatureOf(signingSecret: string, body: string, at: number) {
  const seconds = String(Math.floor(at / 1000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${digest}` };
}
