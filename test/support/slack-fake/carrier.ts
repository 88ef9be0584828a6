import { type Answer, envelopeOf, type Parcel, type Retry, written } from './parcel.ts';
import { signatureOf } from './signature.ts';
import type { SocketMode } from './sockets.ts';

/** One attempt; `at` in ms, `ms` how long the answer took. */
export type Attempt = {
  kind: Parcel['kind'];
  name: string;
  attempt: number;
  at: number;
  ms: number;
  status: number | null;
};
type Needs = {
  signingSecret: string;
  now: () => number;
  ackMs: number;
  sockets: SocketMode;
  answered: (path: string, headers: object, body: string) => void;
};

/** Takes one request to the app, over a socket or signed HTTP, and brings the answer. */
export function carrier({ signingSecret, now, ackMs, sockets, answered }: Needs) {
  const attempts: Attempt[] = [];
  const overSocket = async (parcel: Parcel, retry: Retry | undefined): Promise<Omit<Answer, 'ms'>> => {
    const payload = await sockets.send(envelopeOf(parcel, retry), ackMs);
    if (payload === null) return { status: null, body: '', noRetry: false };
    return { status: 200, body: Object.keys(payload).length === 0 ? '' : JSON.stringify(payload), noRetry: false };
  };
  const overHttp = async (parcel: Parcel, retry: Retry | undefined, url: string): Promise<Omit<Answer, 'ms'>> => {
    const { contentType, body } = written(parcel);
    const headers = {
      'content-type': contentType,
      accept: '*/*',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      ...signatureOf(signingSecret, body, now()),
      ...(retry ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason } : {}),
    };
    try {
      const signal = AbortSignal.timeout(ackMs);
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      const answer = await response.text();
      answered(new URL(url).pathname, Object.fromEntries(response.headers), answer);
      return { status: response.status, body: answer, noRetry: response.headers.get('x-slack-no-retry') === '1' };
    } catch {
      return { status: null, body: '', noRetry: false };
    }
  };
  return {
    attempts,
    /** `url` is not asked for while a socket is open and `socket` is not false. */
    async carry(parcel: Parcel, url: string | null, retry?: Retry): Promise<Answer> {
      const startedAt = now();
      const socket = url === null && sockets.connected();
      const answer = socket ? await overSocket(parcel, retry) : await overHttp(parcel, retry, url ?? '');
      const ms = now() - startedAt;
      const { kind, name } = parcel;
      attempts.push({ kind, name, attempt: (retry?.num ?? 0) + 1, at: startedAt, ms, status: answer.status });
      return { ...answer, ms };
    },
  };
}

export type Carrier = ReturnType<typeof carrier>;
