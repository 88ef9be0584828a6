import { rateLimited } from './refusal.ts';

/**
 * One message a second and channel, more are refused with Retry-After. https://docs.slack.dev/apis/web-api/rate-limits
 * `now` in ms.
 */
export function channelRate(perSecond: number, now: () => number) {
  const buckets = new Map<string, { left: number; at: number }>();
  const most = Math.max(1, perSecond);
  return {
    count(channel: string) {
      const at = now();
      const bucket = buckets.get(channel) ?? { left: most, at };
      const left = Math.min(most, bucket.left + ((at - bucket.at) / 1000) * perSecond);
      buckets.set(channel, { left, at });
      if (left < 1) throw rateLimited(Math.max(1, Math.ceil((1 - left) / perSecond)));
      buckets.set(channel, { left: left - 1, at });
    },
  };
}
