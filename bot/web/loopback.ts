import type { RequestHandler } from 'express';
import { refused } from '../../core/errors.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Lets through only what was asked of this machine by its own name. A page elsewhere can point its name to 127.0.0.1,
 * or make the browser post here: then Host or Origin is its name, and the try-out would be a stranger's to play with.
 */
export const loopbackOnly: RequestHandler = (req, _res, next) => {
  const origin = req.get('origin');
  const own = loopback.test(req.get('host') ?? '');
  const fromHere = origin === undefined || (URL.canParse(origin) && loopback.test(new URL(origin).host));
  if (!own || !fromHere) throw refused('not-allowed');
  next();
};
