import { tooManyRequests } from './refusal.ts';

export type Limits = {
  /** Messages a second into one private chat. Documented: 1. */
  perChatPerSecond: number;
  /** How many may come at once before the rate counts; the platform tolerates short bursts. */
  chatBurst: number;
  /** Messages a second into all chats. Documented: 30. */
  overallPerSecond: number;
  /** Messages a minute into one group. Documented: 20. */
  perGroupPerMinute: number;
};

export const DOCUMENTED: Limits = { perChatPerSecond: 1, chatBurst: 3, overallPerSecond: 30, perGroupPerMinute: 20 };

type Bucket = { left: number; at: number; bannedUntil: number };

/** Token buckets on the real clock: `now` in ms, monotonic. Who is refused stays refused until `retry_after` is over. */
export function floodControl(limits: Limits, now: () => number) {
  const buckets = new Map<number | 'overall', Bucket>();
  const bucketOf = (key: number | 'overall', most: number) => {
    const bucket = buckets.get(key) ?? { left: most, at: now(), bannedUntil: 0 };
    buckets.set(key, bucket);
    return bucket;
  };
  const refill = (bucket: Bucket, rate: number, most: number) => {
    bucket.left = Math.min(most, bucket.left + ((now() - bucket.at) / 1000) * rate);
    bucket.at = now();
  };
  const refuseIfOver = (bucket: Bucket, rate: number) => {
    if (bucket.bannedUntil <= now() && bucket.left < 1)
      bucket.bannedUntil = now() + Math.ceil((1 - bucket.left) / rate) * 1000;
    if (bucket.bannedUntil > now()) throw tooManyRequests(Math.max(1, Math.ceil((bucket.bannedUntil - now()) / 1000)));
  };
  return {
    /** Counts one message, or refuses with 429. */
    admit(chatId: number) {
      const isGroup = chatId < 0;
      const rate = isGroup ? limits.perGroupPerMinute / 60 : limits.perChatPerSecond;
      const most = isGroup ? limits.perGroupPerMinute : Math.max(1, limits.chatBurst);
      const chat = bucketOf(chatId, most);
      const overall = bucketOf('overall', limits.overallPerSecond);
      refill(chat, rate, most);
      refill(overall, limits.overallPerSecond, limits.overallPerSecond);
      refuseIfOver(overall, limits.overallPerSecond);
      refuseIfOver(chat, rate);
      chat.left -= 1;
      overall.left -= 1;
    },
    /** Refuses everything (or one chat) for that many real seconds, as in a storm of 429. */
    ban(seconds: number, chatId?: number) {
      const bucket = bucketOf(chatId ?? 'overall', chatId === undefined ? limits.overallPerSecond : limits.chatBurst);
      bucket.bannedUntil = now() + seconds * 1000;
    },
  };
}

export type FloodControl = ReturnType<typeof floodControl>;
