import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '../channel/log.ts';
import type { SlackAccess } from './access.ts';
import { libraryLog } from './library-log.ts';

/** Every call once: who is owed something decides when it is tried again. */
export const clientOptions = ({ apiUrl, timeoutMs = 8_000 }: SlackAccess, log: Log): WebClientOptions => ({
  slackApiUrl: apiUrl,
  timeout: timeoutMs,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  allowAbsoluteUrls: false,
  logger: libraryLog(log),
});

export const slackClient = (access: SlackAccess, log: Log): WebClient =>
  new WebClient(access.botToken, clientOptions(access, log));
