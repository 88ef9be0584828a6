import { type Request, type Response, Router, urlencoded } from 'express';
import { appendAudit } from '../core/audit.ts';
import { Refused, refused, statusOf } from '../core/errors.ts';
import { type Link, linkCode, linkOf, openLink } from '../core/link.ts';
import { listenerOf } from '../core/rendering.ts';
import { invitePage } from './invite-page.tsx';
import { closedLinkPage, questionPage, sentencePage, whomPage } from './link-page.tsx';
import { opening } from './opening.ts';
import type { ApiParts } from './parts.ts';
import { localeOf } from './problem.ts';
import { type Reader, refusedWords } from './refused-words.ts';
import { reportPage } from './report-page.tsx';
import { reporterPage } from './reporter-page.tsx';

const code = /^[A-Za-z0-9_-]{22}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly link: Link;
  readonly reader: Reader;
}

/** Pages behind the links that a chat message carries. Looking at one is audited; nothing of it is kept by the browser. */
export function linkRouter(parts: ApiParts): Router {
  const { store, clock, realClock, wording, keyring } = parts;
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

  /** What is answered is a page, or was sent already. Refusals are pages here: a person reads them, not a program. */
  const paged =
    (answer: (asked: Asked) => Promise<string | undefined>) =>
    async (req: Request, res: Response): Promise<void> => {
      let reader: Reader = { locale: localeOf(req, res), zone: 'Europe/Belgrade' };
      try {
        const link = await liveLink(req);
        reader = await listenerOf(store, link.personId);
        const page = await answer({ req, res, link, reader });
        if (page !== undefined) res.type('html').send(page);
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

  const shown = async ({ req, link, reader }: Asked, refusal?: string): Promise<string> => {
    const { personId, purpose } = link;
    const w = wording(reader.locale);
    const given = String(req.params['code']);
    switch (purpose.does) {
      case 'whom':
        return whomPage(w, await opens.whom(personId, purpose.caseId));
      case 'report': {
        const report = await opens.report(personId, purpose.caseId);
        return reportPage({ wording: w, zone: reader.zone, code: given, report });
      }
      case 'reporter':
        return reporterPage(w, await opens.reporter(personId, purpose.caseId));
      case 'invite':
        return invitePage(w, reader.zone, await opens.invite(personId, purpose.inviteId));
      case 'question': {
        const asked = await opens.question(personId, purpose.questionId);
        return questionPage(w, given, { ...asked, ...(refusal ? { refusal } : {}) });
      }
    }
  };

  /** What hangs below a report's page, once that page was opened. */
  const reportBehind = ({ purpose, opened }: Link): string => {
    if (purpose.does !== 'report' || !opened) throw refused('not-found');
    return purpose.caseId;
  };

  router.get(
    '/l/:code',
    paged(async ({ link, reader }) => closedLinkPage(wording(reader.locale), link.purpose.does)),
  );

  router.post(
    '/l/:code',
    paged(async (asked) => {
      const page = await shown(asked);
      await open(asked.link);
      return page;
    }),
  );

  router.post(
    '/l/:code/answer',
    urlencoded({ extended: false, limit: '100kb', parameterLimit: 5 }),
    paged(async (asked) => {
      const { req, link, reader } = asked;
      if (link.purpose.does !== 'question') throw refused('not-found');
      const text: unknown = req.body?.text;
      try {
        await opens.answer(link.personId, link.purpose.questionId, typeof text === 'string' ? text : '');
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        return shown(asked, await refusedWords(parts, thrown, reader));
      }
      return shown(asked);
    }),
  );

  /** The second step is a link of its own, with its own page to tap on. */
  router.post(
    '/l/:code/reporter',
    paged(async ({ link, res }) => {
      const { link: id } = await opens.linkToReporter(link.personId, reportBehind(link));
      const row = await store.secureLink.findUniqueOrThrow({ where: { id } });
      res.redirect(303, `/l/${linkCode(keyring, row)}`);
      return undefined;
    }),
  );

  router.get(
    '/l/:code/document/:id',
    paged(async ({ req, res, link }) => {
      const caseId = reportBehind(link);
      const documentId = String(req.params['id']);
      if (!uuid.test(documentId)) throw refused('not-found');
      const { mime, bytes } = await opens.document(link.personId, caseId, documentId);
      const [kind, ending = ''] = mime.split('/');
      res.set({
        'Content-Type': mime,
        // Not the name that the reporter's device gave it: that one is not kept.
        'Content-Disposition': `${kind === 'image' ? 'inline' : 'attachment'}; filename="document.${ending}"`,
        'X-Content-Type-Options': 'nosniff',
      });
      res.send(Buffer.from(bytes));
      return undefined;
    }),
  );

  return router;
}
