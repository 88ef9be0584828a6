import type { Carrier } from './carrier.ts';
import { type Answer, NotAcknowledged, type Parcel, type Retry } from './parcel.ts';
import type { SocketMode } from './sockets.ts';

// The platform takes none, a minute, five minutes. https://docs.slack.dev/apis/events-api/#retries
const RETRY_AFTER_MS = [0, 20, 50];

type Needs = { carrier: Carrier; sockets: SocketMode; ackMs: number; broken: (what: string) => void };

/** What a redelivery repeats and how; the last parcel of any kind, once, unless told otherwise. */
export type Redelivery = {
  kind?: Parcel['kind'];
  times?: number;
  /** Where to, round robin; where deliveries go now when absent. */
  urls?: readonly string[];
  reason?: Retry['reason'];
};

/** Hands parcels to the app. Events are repeated up to three times and kept while nobody listens; the rest is sent once. */
export function deliveryTo({ carrier, sockets, ackMs, broken }: Needs) {
  const kept: (() => void)[] = [];
  const last = new Map<Parcel['kind'] | 'any', Parcel>();
  let url: string | null = null;
  let underWay = 0;
  let closed = false;

  const listening = () => url !== null || sockets.connected();
  const way = () => (sockets.connected() ? null : url);
  const failed = ({ status, ms }: Answer) =>
    status === null ? (ms >= ackMs ? `no answer within ${ackMs} ms` : 'no connection') : `answered ${status}`;

  const sendEvent = async (parcel: Parcel): Promise<void> => {
    let retry: Retry | undefined;
    for (;;) {
      while (!listening() && !closed) await new Promise<void>((resume) => void kept.push(resume));
      if (closed) return;
      const answer = await carrier.carry(parcel, way(), retry);
      if (answer.status === 200 || closed) return;
      // Taken away while under way: it is told again when somebody listens.
      if (!listening()) continue;
      const num = (retry?.num ?? 0) + 1;
      const pause = RETRY_AFTER_MS[num - 1];
      if (pause === undefined || answer.noRetry)
        return broken(`unacknowledged: event ${parcel.name} is lost, ${failed(answer)}`);
      retry = { num, reason: answer.status === null ? 'http_timeout' : 'http_error' };
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };

  const counted = async <T>(work: Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      return await work;
    } finally {
      underWay -= 1;
    }
  };

  const flush = () => {
    if (listening()) for (const resume of kept.splice(0)) resume();
  };
  return {
    flush,
    to(next: string | null) {
      url = next;
      flush();
    },
    url: () => url,
    pending: () => underWay,
    /** Resolves when acknowledged or lost; at once when it is kept for later. */
    async event(parcel: Parcel): Promise<void> {
      last.set('event', parcel).set('any', parcel);
      const told = counted(sendEvent(parcel));
      if (listening()) await told;
    },
    /** Once, never repeated. Rejects when the person sees an error instead of an answer. */
    async once(parcel: Parcel): Promise<string> {
      last.set(parcel.kind, parcel).set('any', parcel);
      if (!listening()) throw new NotAcknowledged(`${parcel.name}: nobody listens`);
      const answer = await counted(carrier.carry(parcel, way()));
      if (answer.status === 200) return answer.body;
      const what = `unacknowledged: ${parcel.name}, ${failed(answer)}`;
      if (!closed && listening()) broken(what);
      throw new NotAcknowledged(what);
    },
    /** Sends the same again, all at once. The statuses, in order. */
    async again({ kind, times = 1, urls = [], reason = 'http_timeout' }: Redelivery): Promise<(number | null)[]> {
      const parcel = last.get(kind ?? 'any');
      if (!parcel) throw new Error('nothing was delivered yet');
      const attempt = async (_: unknown, at: number) => {
        const retry: Retry = { num: Math.min(at + 1, 3), reason };
        const answer = await counted(carrier.carry(parcel, urls[at % urls.length] ?? way(), retry));
        return answer.status;
      };
      return Promise.all(Array.from({ length: times }, attempt));
    },
    close() {
      closed = true;
      for (const resume of kept.splice(0)) resume();
    },
  };
}

export type Delivery = ReturnType<typeof deliveryTo>;
