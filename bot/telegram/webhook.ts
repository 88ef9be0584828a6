import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import type { Patience } from './patience.ts';
import { readUpdate, type Update } from './update.ts';
import type { Updates } from './updates.ts';

/** The platform hangs up after ten seconds and sends the update again. */
const LONGEST_MS = 9_000;
const LARGEST_BODY = '1mb';

export interface WebhookParts {
  readonly secret: string;
  readonly updates: Updates;
  readonly patience: Patience;
}

export interface Webhook {
  /** To be mounted at `/telegram/webhook`, before any body parser. */
  readonly router: Router;
  /** Takes nothing more and resolves when what was under way is committed. */
  stop(): Promise<void>;
}

/** Acknowledges an update when it is committed: 200. A fault is a 500, and the platform sends the update again. */
export function webhook({ secret, updates, patience }: WebhookParts): Webhook {
  const open = new Set<Promise<number>>();
  let isStopping = false;

  const work = async (update: Update): Promise<number> => {
    try {
      await updates.carry(update);
      patience.passed(update.update_id);
      return 200;
    } catch (fault) {
      return (await patience.isOver(update.update_id, fault)) ? 200 : 500;
    }
  };

  const take: RequestHandler = async (request, response) => {
    const update = readUpdate(request.body);
    if (!update) return problem(response, 400);
    if (isStopping) return problem(response, 503);
    const working = work(update).finally(() => open.delete(working));
    open.add(working);
    const late = new AbortController();
    const status = await Promise.race([working, wait(LONGEST_MS, 503, { signal: late.signal })]);
    late.abort();
    if (status === 200) response.status(200).end();
    else problem(response, status);
  };

  const router = Router();
  router.post('/', knows(secret), express.json({ limit: LARGEST_BODY, type: () => true }), take);
  router.use(unreadable);

  return {
    router,
    async stop() {
      isStopping = true;
      while (open.size > 0) await Promise.all(open);
      await updates.settled();
    },
  };
}

/** Compares digests: of one length whatever was sent, and in one time. */
function knows(secret: string): RequestHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(secret);
  return (request, response, next) => {
    const sent = request.get('x-telegram-bot-api-secret-token');
    if (sent !== undefined && timingSafeEqual(digest(sent), wanted)) next();
    else problem(response, 401);
  };
}

/** The parser's error quotes the body: nothing of it goes on. */
const unreadable: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500;
  problem(response, typeof status === 'number' && status >= 400 && status < 500 ? status : 500);
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  413: 'Content Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** RFC 9457; `about:blank` says that the status is all there is to say. */
function problem(response: Response, status: number): void {
  const body = { type: 'about:blank', title: TITLES[status] ?? 'Bad Request', status };
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}
