import type { ErrorRequestHandler, Request, Response } from 'express';
import { z } from 'zod';
import { Refused, statusOf } from '../core/errors.ts';
import { listenerOf } from '../core/rendering.ts';
import type { Store } from '../core/store.ts';
import type { Locale } from '../core/wording.ts';
import type { ApiParts } from './parts.ts';
import { type Reader, refusedWords, titleOf } from './refused-words.ts';
import { actorIn, requestIdIn } from './request.ts';

/** RFC 9457. `type` and `title` are stable; `detail` is a sentence in the person's language. */
export const problemShape = z
  .object({
    type: z.string().regex(/^urn:tryeza:problem:[a-z-]+$/),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    field: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457). `type` is stable, `detail` is for people.' });

/** What HTTP refuses before the rules are asked. The words are in locales/<lang>/page.json. */
const requestProblems = {
  'no-token': 401,
  'malformed-json': 400,
  'body-too-large': 413,
  'media-type': 415,
  'route-not-found': 404,
  'changed-meanwhile': 412,
  'idempotency-key-reused': 422,
  'idempotency-key-busy': 409,
  'bad-request': 400,
  fault: 500,
} as const;
export type RequestProblem = keyof typeof requestProblems;

export class ProblemRaised extends Error {
  readonly code: RequestProblem;
  constructor(code: RequestProblem) {
    super(`problem: ${code}`);
    this.name = 'ProblemRaised';
    this.code = code;
  }
}
export const problem = (code: RequestProblem): ProblemRaised => new ProblemRaised(code);

/** The one place that turns errors into answers. A fault says nothing of itself but the request's id. */
export function answerProblems(parts: ApiParts): ErrorRequestHandler {
  return async (thrown: unknown, req, res, next) => {
    if (res.headersSent) {
      next(thrown);
      return;
    }
    if (thrown instanceof Refused) {
      const detail = await refusedWords(parts, thrown, await readerOf(parts.store, req, res));
      const field = thrown.reason === 'input-invalid' ? String(thrown.detail['field'] ?? '') : '';
      send(res, thrown.reason, statusOf(thrown), detail, field);
      return;
    }
    const code = thrown instanceof ProblemRaised ? thrown.code : requestProblemOf(thrown);
    if (code === 'fault') parts.log.error({ requestId: requestIdIn(res), fault: thrown }, 'fault');
    if (code === 'no-token') res.set('WWW-Authenticate', 'Bearer realm="tryeza"');
    const w = parts.wording(localeOf(req, res));
    send(res, code, requestProblems[code], w.sayNamed(`page.problem.${code}`));
  };
}

function send(res: Response, code: string, status: number, detail: string, field = ''): void {
  const body = {
    type: `urn:tryeza:problem:${code}`,
    title: titleOf(code),
    status,
    detail,
    ...(field ? { field } : {}),
    requestId: requestIdIn(res),
  };
  res.status(status).type('application/problem+json').set('Cache-Control', 'no-store').send(JSON.stringify(body));
}

/** Express, its body parser and multer mark what they refuse with a status. */
function requestProblemOf(thrown: unknown): RequestProblem {
  const { status, type } = (thrown ?? {}) as { status?: unknown; type?: unknown };
  if (type === 'entity.parse.failed') return 'malformed-json';
  if (status === 413) return 'body-too-large';
  if (status === 415) return 'media-type';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'bad-request' : 'fault';
}

/** The person's own language, else what the browser asks for. */
export function localeOf(req: Request, res: Response): Locale {
  const asked = req.acceptsLanguages('sq', 'sr-Latn', 'sr-Cyrl', 'sr', 'en');
  const browser = asked === 'sr' ? 'sr-Latn' : ((asked || 'en') as Locale);
  return actorIn(res)?.locale ?? browser;
}

async function readerOf(store: Store, req: Request, res: Response): Promise<Reader> {
  const actor = actorIn(res);
  return actor ? listenerOf(store, actor.id) : { locale: localeOf(req, res), zone: 'Europe/Belgrade' };
}
