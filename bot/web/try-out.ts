import { fileURLToPath } from 'node:url';
import express, { type Request, Router } from 'express';
import multer, { MulterError } from 'multer';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { refused } from '../../core/errors.ts';
import type { Store } from '../../core/store.ts';
import { type Locale, locales, type Wordings } from '../../core/wording.ts';
import type { Post, WebChats } from './chats.ts';
import { loopbackOnly } from './loopback.ts';
import { owing } from './owed.ts';
import { type ChatShown, chatHtml, panelHtml, tryOutPage } from './page.tsx';
import type { Persona } from './persona.ts';

export interface TryOutParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly wording: Wordings;
  /** Of the seeded municipality. */
  readonly zone: string;
  readonly chats: WebChats;
  personas(): Promise<readonly Persona[]>;
  mintInvite(personId: string): Promise<string>;
  mintToken(personId: string): Promise<string>;
  /** Moves the clock by an ISO 8601 duration, from one due instant to the next, all work done at each. */
  advance(duration: string): Promise<unknown>;
}

const megabyte = 1024 * 1024;
const upload = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: 20 * megabyte, files: 1, fields: 5, parts: 6 },
});

const clockBody = z.strictObject({ advance: z.string().max(60).refine(isForward) });
const chatBody = z.union([
  z.strictObject({ text: z.string().min(1) }),
  z.strictObject({ button: z.string().min(1).max(64) }),
]);
const viewQuery = z.object({ show: z.string().max(2000).default(''), lang: z.string().max(20).optional() });

/** The try-out: its page and what drives it. Errors are thrown for whoever mounts it. */
export function tryOutRouter(parts: TryOutParts): Router {
  const { store, clock, wording, zone, chats, personas } = parts;
  const router = Router();
  const body = express.json({ limit: '100kb' });

  router.use('/try', loopbackOnly);
  router.use('/try/assets', express.static(fileURLToPath(new URL('assets', import.meta.url)), { index: false }));
  router.use('/try', (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });

  const chatOf = async (persona: Persona): Promise<ChatShown> => {
    const { locale } = await store.person.findUniqueOrThrow({ where: { id: persona.personId } });
    return { persona, locale: locale as Locale, messages: await chats.messagesOf(persona.id) };
  };
  const panelIn = async (locale: Locale) => {
    const now = clock.now();
    return { wording: wording(locale), now, zone, owing: await owing(store, now, zone) };
  };

  router.get('/', loopbackOnly, async (req, res) => {
    const shown = await Promise.all((await personas()).map(chatOf));
    const page = tryOutPage({ ...(await panelIn(pageLocale(req))), wordings: wording, chats: shown });
    res.set('Cache-Control', 'no-store').type('html').send(page);
  });

  router.get('/try/view', async (req, res) => {
    const { show } = fitting(viewQuery, req.query);
    const wanted = new Set(show.split(','));
    const shown = await Promise.all((await personas()).filter(({ id }) => wanted.has(id)).map(chatOf));
    const logs = shown.map((chat) => [chat.persona.id, { locale: chat.locale, html: chatHtml(wording, zone, chat) }]);
    res.json({ panel: panelHtml(await panelIn(pageLocale(req))), chats: Object.fromEntries(logs) });
  });

  router.get('/try/state', async (_req, res) => {
    const all = await personas();
    const minted = [];
    for (const persona of all) minted.push(await stateOf(persona));
    const adminToken = minted.find(({ role }) => role === 'admin')?.token ?? null;
    res.json({ now: clock.now().toISOString(), adminToken, personas: minted });
  });

  const stateOf = async ({ id, personId, role, seat }: Persona) => {
    const { locale } = await store.person.findUniqueOrThrow({ where: { id: personId } });
    const [inviteCode, token] = [await parts.mintInvite(personId), await parts.mintToken(personId)];
    return { id, personId, role, seat, locale, inviteCode, token };
  };

  router.post('/try/clock', body, async (req, res) => {
    const { advance } = fitting(clockBody, req.body ?? {});
    await parts.advance(advance).catch((thrown: unknown) => {
      throw thrown instanceof RangeError ? refused('input-invalid', { field: 'advance' }) : thrown;
    });
    res.json({ now: clock.now().toISOString() });
  });

  router.get('/try/chats/:persona', async (req, res) => {
    res.json({ messages: await chats.messagesOf(String(req.params['persona'])) });
  });

  router.post('/try/chats/:persona', body, upload.single('file'), posted);
  router.use(oversized);

  async function posted(req: Request, res: express.Response): Promise<void> {
    const messages = await chats.post(String(req.params['persona']), postIn(req), req.get('idempotency-key'));
    res.json({ messages });
  }

  /** A file that is too large is the dialog's to refuse, in the person's words. */
  async function oversized(thrown: unknown, req: Request, res: express.Response, _next: express.NextFunction) {
    if (!(thrown instanceof MulterError)) throw thrown;
    if (thrown.code !== 'LIMIT_FILE_SIZE') throw refused('input-invalid', { field: 'file' });
    const [, , , personaId] = req.path.split('/');
    const file = { name: 'file', size: 20 * megabyte + 1, bytes: null };
    res.json({ messages: await chats.post(decodeURIComponent(personaId ?? ''), { file }) });
  }

  return router;
}

function postIn(req: Request): Post {
  if (!req.file) return fitting(chatBody, req.body ?? {});
  const { originalname, size, buffer } = req.file;
  return { file: { name: originalname, size, bytes: buffer } };
}

function fitting<T>(shape: z.ZodType<T>, value: unknown): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  throw refused('input-invalid', { field: String(read.error.issues[0]?.path.join('.') ?? '') });
}

/** Not backwards, and at most two years at once: every due instant on the way is worked. */
function isForward(duration: string): boolean {
  try {
    const days = Temporal.Duration.from(duration).total('days');
    return days >= 0 && days <= 731;
  } catch {
    return false;
  }
}

/** `?lang=`, else what the browser asks for. */
function pageLocale(req: Request): Locale {
  const chosen = locales.find((locale) => locale === req.query['lang']);
  if (chosen) return chosen;
  const asked = req.acceptsLanguages('sq', 'sr-Latn', 'sr-Cyrl', 'sr', 'en');
  return asked === 'sr' ? 'sr-Latn' : ((asked || 'en') as Locale);
}
