import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Actor } from '../core/actor.ts';
import type { Log } from '../core/log.ts';

/** Who asks, once the token is checked. */
export const actorIn = (res: Response): Actor | undefined => res.locals['actor'] as Actor | undefined;

/** For routes behind the token. */
export function askerIn(res: Response): Actor {
  const actor = actorIn(res);
  if (!actor) throw new Error('a route without a token asks who asks');
  return actor;
}

export const requestIdIn = (res: Response): string => String(res.locals['requestId'] ?? '');

/** Gives each request an id, and logs its answer by the route's pattern: an address may hold a secret code. */
export function traffic(log: Pick<Log, 'info' | 'debug'>): RequestHandler {
  return (req, res, next) => {
    const requestId = randomUUID();
    const begun = performance.now();
    res.locals['requestId'] = requestId;
    res.set('X-Request-Id', requestId);
    res.on('finish', () => {
      const pattern: unknown = res.locals['route'] ?? req.route?.path;
      const route = typeof pattern === 'string' ? pattern : 'unmatched';
      const ms = Math.round(performance.now() - begun);
      // A page that asks each second what is new would bury everything else.
      const level = req.method === 'GET' && res.statusCode < 400 ? 'debug' : 'info';
      log[level]({ requestId, method: req.method, route, status: res.statusCode, ms }, 'answered');
    });
    next();
  };
}
