import type { RequestHandler } from 'express';
import { actorOf } from '../core/actor.ts';
import { personOfToken } from '../core/token.ts';
import type { ApiParts } from './parts.ts';
import { problem } from './problem.ts';

/** Lets through who shows a live token, before anything else is looked at: path, body and ids are nobody's business without one. */
export function bearer({ store, clock, realClock }: Pick<ApiParts, 'store' | 'clock' | 'realClock'>): RequestHandler {
  return async (req, res, next) => {
    const [, token] = /^Bearer ([\w-]+)$/i.exec(req.get('authorization') ?? '') ?? [];
    const owner = token ? await personOfToken(store, token, realClock.now()) : null;
    const actor = owner && (await actorOf(store, owner.personId, clock.now()));
    if (!actor?.active) throw problem('no-token');
    res.locals['actor'] = actor;
    res.set('Cache-Control', 'no-store');
    next();
  };
}
