import { type Request, type Response, Router } from 'express';
import { confirmEmail } from '../core/account/email.ts';
import { emailState } from '../core/account/email-address.ts';
import { accountOfRef, type EmailRefFor } from '../core/account/email-ref.ts';
import { stopEmail } from '../core/account/email-stop.ts';
import { lastChannel } from '../core/account/last-channel.ts';
import { Refused, statusOf } from '../core/errors.ts';
import { verifyingKeyring } from '../core/vault/retired-proof.ts';
import type { Wording } from '../core/wording.ts';
import { emailPage } from './email-page.tsx';
import type { ApiParts } from './parts.ts';
import { localeOf, problem } from './problem.ts';
import { refusedWords } from './refused-words.ts';

interface Mailbox {
  readonly accountId: string;
  readonly personId: string;
  readonly confirmed: boolean;
  readonly stopped: boolean;
  readonly wording: Wording;
  readonly ref: string;
}

/**
 * Pages behind the links of a mail. Whoever reads the mailbox has the address; a look changes nothing. A mail program
 * stops by one POST without cookies (RFC 8058).
 */
export function emailRouter(parts: ApiParts): Router {
  const { store, keyring, wording, door } = parts;
  const router = Router();

  router.use('/e', (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow' });
    next();
  });

  const mailboxAt = async (purpose: EmailRefFor, ref: string): Promise<Mailbox | null> => {
    const accountId = accountOfRef(await verifyingKeyring(store, keyring), purpose, ref);
    const account =
      accountId &&
      (await store.channelAccount.findFirst({
        where: { id: accountId, channel: lastChannel, person: { deactivatedAt: null } },
        include: { person: true },
      }));
    if (!account) return null;
    return {
      accountId: account.id,
      personId: account.personId,
      confirmed: emailState(account) === 'confirmed',
      stopped: account.stoppedAt !== null,
      wording: wording(account.person.locale as Wording['locale']),
      ref,
    };
  };

  /** What is answered is a page; a wrong address says the same whatever is wrong with it. */
  const paged =
    (purpose: EmailRefFor, answer: (mailbox: Mailbox) => string | Promise<string>) =>
    async (req: Request, res: Response): Promise<void> => {
      const mailbox = await mailboxAt(purpose, String(req.params['ref']));
      if (!mailbox) return nothingHere(req, res);
      try {
        res.type('html').send(await answer(mailbox));
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        const reader = { locale: mailbox.wording.locale, zone: 'Europe/Belgrade' };
        const sentence = await refusedWords(parts, thrown, reader);
        res.status(statusOf(thrown)).type('html');
        res.send(emailPage({ wording: mailbox.wording, heading: 'unknown', sentence }));
      }
    };

  const nothingHere = (req: Request, res: Response): void => {
    if (req.accepts(['html', 'json']) !== 'html') throw problem('route-not-found');
    const page = emailPage({ wording: wording(localeOf(req, res)), heading: 'unknown', words: ['unknown'] });
    res.status(404).type('html').send(page);
  };

  router.get(
    '/e/confirm/:ref',
    paged('confirm', ({ confirmed, wording: w, ref }) =>
      confirmed
        ? emailPage({ wording: w, heading: 'confirmed', words: ['confirm-why'] })
        : emailPage({
            wording: w,
            heading: 'confirm',
            words: ['confirm-why'],
            button: { label: 'confirm-button', action: `/e/confirm/${ref}` },
          }),
    ),
  );
  router.post(
    '/e/confirm/:ref',
    paged('confirm', async ({ accountId, personId, wording: w }) => {
      await door.through(confirmEmail, personId, { accountId });
      return emailPage({ wording: w, heading: 'confirmed', words: ['confirm-why'] });
    }),
  );

  const isStopped = ({ wording: w, ref }: Mailbox) =>
    emailPage({
      wording: w,
      heading: 'stopped',
      words: ['always'],
      button: { label: 'back-button', action: `/e/stop/${ref}/back` },
    });
  const mayStop = ({ wording: w, ref }: Mailbox, heading: 'stop' | 'back') =>
    emailPage({
      wording: w,
      heading,
      words: ['stop-why', 'always'],
      button: { label: 'stop-button', action: `/e/stop/${ref}` },
    });
  const setStopped = ({ accountId, personId }: Mailbox, stopped: boolean) =>
    door.through(stopEmail, personId, { accountId, stopped });

  router.get(
    '/e/stop/:ref',
    paged('stop', (mailbox) => (mailbox.stopped ? isStopped(mailbox) : mayStop(mailbox, 'stop'))),
  );
  router.post(
    '/e/stop/:ref',
    paged('stop', async (mailbox) => {
      await setStopped(mailbox, true);
      return isStopped(mailbox);
    }),
  );
  router.post(
    '/e/stop/:ref/back',
    paged('stop', async (mailbox) => {
      await setStopped(mailbox, false);
      return mayStop(mailbox, 'back');
    }),
  );

  return router;
}
