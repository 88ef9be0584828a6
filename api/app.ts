import { fileURLToPath } from 'node:url';
import express, { type Express, Router } from 'express';
import helmet from 'helmet';
import { assignmentRoute } from './assignment.ts';
import { bearer } from './bearer.ts';
import { caseRoute, casesRoute } from './cases.ts';
import { docsPage } from './docs-page.tsx';
import { documentOf } from './document.ts';
import { emailRouter } from './email.ts';
import { emailBouncesRoute } from './email-bounces.ts';
import { factsRoute } from './facts.ts';
import { linkRouter } from './link.ts';
import { obligationsRoute } from './obligations.ts';
import type { ApiParts, ServiceParts } from './parts.ts';
import { peopleRoute } from './people.ts';
import { placesRoute } from './places.ts';
import { answerProblems, localeOf, problem } from './problem.ts';
import { traffic } from './request.ts';
import { handlerOf, patternOf, type Route } from './route.ts';
import { rulesRoute } from './rules.ts';
import { startPage } from './start-page.tsx';
import { unreachableRoute } from './unreachable.ts';

export const routes: readonly Route[] = [
  casesRoute,
  caseRoute,
  assignmentRoute,
  peopleRoute,
  unreachableRoute,
  rulesRoute,
  obligationsRoute,
  factsRoute,
  placesRoute,
  emailBouncesRoute,
];

/** What every process shows of itself: health, metrics, and where platforms bring their updates. */
export function serviceApp(parts: ServiceParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  app.use(traffic(parts.log));
  app.use(headers(parts.https));
  for (const mounted of parts.mounts ?? []) app.use(mounted);
  app.use(health(parts));
  return app;
}

/** The office's side: the API, the pages behind links, the try-out when there is one. */
export function apiApp(parts: ApiParts): Express {
  const app = serviceApp(parts);
  app.use('/assets', express.static(fileURLToPath(new URL('assets', import.meta.url)), { index: false, maxAge: '5m' }));
  app.use('/api/v1', v1(parts));
  const document = documentOf(routes);
  app.get('/openapi.json', (_req, res) => void res.json(document));
  app.get('/docs', (req, res) => void res.type('html').send(docsPage(parts.wording(localeOf(req, res)), document)));
  app.use(linkRouter(parts));
  app.use(emailRouter(parts));
  if (parts.tryOut) app.use(parts.tryOut);
  else app.get('/', (req, res) => void res.type('html').send(startPage(parts.wording(localeOf(req, res)))));
  app.use(() => {
    throw problem('route-not-found');
  });
  app.use(answerProblems(parts));
  return app;
}

/** Nothing from elsewhere, nothing inline, no frame around it. */
const headers = (https: boolean) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' },
  });

function health({ ready, metrics }: ServiceParts): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  router.get('/readyz', async (_req, res) => {
    const checks = await ready();
    const all = Object.values(checks).every(Boolean);
    res.status(all ? 200 : 503).json({ status: all ? 'ready' : 'not ready', checks });
  });
  router.get('/metrics', async (_req, res) => {
    res.set('Content-Type', metrics.contentType).send(await metrics.metrics());
  });
  return router;
}

function v1(parts: ApiParts): Router {
  const router = Router();
  router.use(bearer(parts));
  router.use(express.json({ limit: '100kb' }));
  for (const route of routes) router[route.method](patternOf(route), handlerOf(route, parts));
  router.use(() => {
    throw problem('route-not-found');
  });
  return router;
}
