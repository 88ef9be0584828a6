import type { Fields } from './fields.ts';

/** What goes to the app: an event, something a person did in blocks or views, a slash command. */
export type Parcel = {
  kind: 'event' | 'interactive' | 'slash';
  payload: Fields /** For messages of tests. */;
  name: string;
};
export type Retry = { num: number; reason: 'http_timeout' | 'http_error' };
/** `status` is null when no answer came in time. */
export type Answer = { status: number | null; body: string; noRetry: boolean; ms: number };

/** The request would have been lost on the platform and the person told that the app did not respond. */
export class NotAcknowledged extends Error {}

/** As it stands in the request: JSON for events, forms for the rest. https://docs.slack.dev/apis/events-api */
export function written({ kind, payload }: Parcel): { contentType: string; body: string } {
  if (kind === 'event') return { contentType: 'application/json', body: JSON.stringify(payload) };
  const form =
    kind === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return { contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() };
}

const ENVELOPES = { event: 'events_api', interactive: 'interactive', slash: 'slash_commands' } as const;

/** https://docs.slack.dev/apis/events-api/using-socket-mode#events */
export function envelopeOf({ kind, payload }: Parcel, retry: Retry | undefined): Fields {
  return {
    type: ENVELOPES[kind],
    payload,
    accepts_response_payload: kind !== 'event',
    ...(kind === 'event' ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' } : {}),
  };
}
