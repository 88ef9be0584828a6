import { type Request, type Response, Router, urlencoded } from 'express';
import { appendAudit } from '../core/audit.ts';
import { Refused, refused, statusOf } from '../core/errors.ts';
import { type Link, linkOf, openLink } from '../core/link.ts';
import { listenerOf } from '../core/rendering.ts';
import { closedLinkPage, questionPage, sentencePage, whomPage } from './link-page.tsx';
import { opening } from './opening.ts';
import type { ApiParts } from './parts.ts';
import { localeOf } from './problem.ts';
import { type Reader, refusedWords } from './refused-words.ts';

const code = /^[A-Za-z0-9_-]{22}$/;

/** Pages behind the links that a chat message carries. Looking at one is audited; nothing of it is kept by the browser. */
export function linkRouter(parts: ApiParts): Router {
  const { store, clock, realClock, wording } = parts;
  const opens = opening(parts.door);
  const router = Router();

  router.use('/l', (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow' });
    next();
  });

  const liveLink = async (req: Request): Promise<Link> => {
    const given = String(req.params['code']);
    const link = code.test(given) ? await linkOf(store, given, realClock.now()) : null;
    if (!link || link.expired) throw refused('link-expired');
    return link;
  };

  /** Refusals are pages here: a person reads them, not a program. */
  const paged =
    (answer: (req: Request, link: Link) => Promise<string>) =>
    async (req: Request, res: Response): Promise<void> => {
      let reader: Reader = { locale: localeOf(req, res), zone: 'Europe/Belgrade' };
      try {
        const link = await liveLink(req);
        reader = await listenerOf(store, link.personId);
        res.type('html').send(await answer(req, link));
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        const page = sentencePage(wording(reader.locale), await refusedWords(parts, thrown, reader));
        res.status(statusOf(thrown)).type('html').send(page);
      }
    };

  const open = ({ id, personId, purpose }: Link) =>
    store.$transaction(async (db) => {
      await openLink(db, id, realClock.now());
      const note = { chain: `person:${personId}`, act: 'link.open', detail: { link: id, does: purpose.does } };
      await appendAudit(db, note, clock.now(), personId);
    });

  const shown = async (req: Request, { personId, locale, purpose }: Link, refusal?: string): Promise<string> => {
    if (purpose.does === 'whom') return whomPage(wording(locale), await opens.whom(personId, purpose.caseId));
    const asked = await opens.question(personId, purpose.questionId);
    return questionPage(wording(locale), String(req.params['code']), { ...asked, ...(refusal ? { refusal } : {}) });
  };

  router.get(
    '/l/:code',
    paged(async (_req, { locale, purpose }) => closedLinkPage(wording(locale), purpose.does)),
  );

  router.post(
    '/l/:code',
    paged(async (req, link) => {
      const page = await shown(req, link);
      await open(link);
      return page;
    }),
  );

  router.post(
    '/l/:code/answer',
    urlencoded({ extended: false, limit: '100kb', parameterLimit: 5 }),
    paged(async (req, link) => {
      if (link.purpose.does !== 'question') throw refused('not-found');
      const text: unknown = req.body?.text;
      try {
        await opens.answer(link.personId, link.purpose.questionId, typeof text === 'string' ? text : '');
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        return shown(req, link, await refusedWords(parts, thrown, await listenerOf(store, link.personId)));
      }
      return shown(req, link);
    }),
  );

  return router;
}
