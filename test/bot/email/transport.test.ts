import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EmailTransport, emailTransport } from '../../../bot/email/transport.ts';
import type { LogFields } from '../../../core/log.ts';
import { tell } from '../../../core/message.ts';
import { drainChat } from '../../../core/outbox/drain.ts';
import type { Transport } from '../../../core/outbox/transport.ts';
import { reachAgain } from '../../../core/outbox/unreachable.ts';
import { loadWording } from '../../../core/wording.ts';
import { aChannel, aSmallWorld, type FakeChannel, type SmallWorld } from '../../worker/small-world.ts';
import { aMailServer, type MailServer } from './mail-server.ts';

const home = 'https://tryeza.office.example';
const personal = /Invented|Gurëbardh|Gureb|QGB|QPS|home-visit|vizit|poset|visit|2026-\d{4}|neni|article|član/i;

let world: SmallWorld;
let server: MailServer;
let mail: EmailTransport;
let chat: FakeChannel;
let logged: LogFields[];
beforeAll(async () => {
  world = await aSmallWorld();
});
afterAll(() => world?.close());
beforeEach(async () => {
  server = await aMailServer();
  chat = aChannel();
  logged = [];
  mail = mailTo(server.smtp);
});
afterEach(async () => {
  mail.close();
  await server.close();
});

const mailTo = (smtp: MailServer['smtp'], more: { publicUrl?: null } = {}) =>
  emailTransport({
    smtp,
    keyring: world.keyring,
    wording: loadWording(),
    log: { warn: (fields) => void logged.push(fields) },
    publicUrl: home,
    address: () => home,
    firstWaitMs: 100,
    ...more,
  });
const drain = (account: string, transport: Transport = mail) =>
  drainChat({ ...world, transports: new Map([transport, chat].map((one) => [one.channel, one])) }, account);
const rowOf = (id: string | undefined) => world.store.message.findUniqueOrThrow({ where: { id: id ?? '' } });
const wakes = (account: string) =>
  world.store.channelAccount.update({ where: { id: account }, data: { pausedUntil: null } });

let mailboxes = 0;
async function aMailbox(more: { locale?: string; role?: string } = {}) {
  const person = await world.aPerson(more);
  mailboxes += 1;
  const address = `box${mailboxes}@mail.example`;
  return { person, address, account: await world.aChat(person, address, { channel: 'email' }) };
}
const friendly = (to: string, step = 'due-4d') => ({
  ...world.note(to, 1),
  template: `reminder/home-visit-7d/${step}`,
  lane: 'bulk' as const,
});

describe('a mail', () => {
  test.each([
    ['sq', 'Diçka ju pret në Tryeza', 'lang="sq"'],
    ['sr-Latn', 'Nešto vas čeka u Tryezi', 'lang="sr-Latn"'],
    ['sr-Cyrl', 'Нешто вас чека у Tryezi', 'lang="sr-Cyrl"'],
    ['en', 'Something is due in Tryeza', 'lang="en"'],
  ])('says in %s that something is due, and nothing of what', async (locale, subject, lang) => {
    const { person, account, address } = await aMailbox({ locale, role: 'case-manager' });
    await world.owe(world.note(person, 7), friendly(person));
    await drain(account);
    const [sent] = server.mails;
    expect(sent?.to).toBe(address);
    expect(sent?.headers.get('subject')).toBe(subject);
    expect(sent?.text).toContain(lang);
    expect(sent?.text).toContain(home);
    expect(`${sent?.raw}\n${sent?.text}\n${sent?.headers.get('subject')}`).not.toMatch(personal);
    expect(sent?.raw).not.toContain(person);
  });

  test('carries what a mail program needs to stop it, an opaque id, and no trace of a program that counts', async () => {
    const { person, account } = await aMailbox();
    const [id] = await world.owe(world.note(person, 7));
    await drain(account);
    const headers = server.mails[0]?.headers;
    expect(headers?.get('message-id')).toBe(`<${id}@office.example>`);
    expect(headers?.get('x-tryeza-ref')).toBe(id);
    expect(headers?.get('auto-submitted')).toBe('auto-generated');
    expect(headers?.get('content-language')).toBe('en');
    expect(headers?.get('list-unsubscribe')).toMatch(/^<https:\/\/tryeza\.office\.example\/e\/stop\/[\w-]{43}>$/);
    expect(headers?.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(headers?.has('x-mailer')).toBe(false);
    expect(server.mails[0]?.text).not.toMatch(/<img|<script|style=/i);
    expect(await rowOf(id)).toMatchObject({ platformRef: id });
  });

  test('has no address to stop at where the program has none', async () => {
    const inside = mailTo(server.smtp, { publicUrl: null });
    const { person, account } = await aMailbox();
    await world.owe(world.note(person, 7));
    await drain(account, inside);
    inside.close();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.raw).not.toMatch(/List-Unsubscribe|https?:/);
  });

  test('stands for everything owed at that moment; answers, edits and deletions are not mailed', async () => {
    const { person, account } = await aMailbox();
    const ids = await world.owe(
      world.note(person, 1),
      tell(person, 'answer', { lines: [{ text: 'common.saved' }] }),
      world.note(person, 2),
      { ...world.note(person, 1), kind: 'edit', targetRef: '77' },
      tell(person, 'delete-answer', {}, { kind: 'delete', targetRef: '78' }),
      world.note(person, 3),
    );
    expect(await drain(account)).toMatchObject({ sent: 3, left: 0 });
    expect(server.mails).toHaveLength(1);
    const rows = await Promise.all(ids.map(rowOf));
    expect(rows.map(({ sentAt, reason, platformRef }) => (sentAt ? platformRef : reason))).toEqual([
      ids[0],
      'no-mail',
      ids[0],
      'no-mail',
      'no-mail',
      ids[0],
    ]);
  });

  test('is followed by the next one after ten minutes, unless something urgent came', async () => {
    const { person, account } = await aMailbox();
    await world.owe(friendly(person));
    await drain(account);
    const [waits] = await world.owe(friendly(person, 'due-2d'));
    expect(await drain(account)).toMatchObject({ sent: 0, left: 1, retryAfterMs: 15_000 });
    expect(await rowOf(waits)).toMatchObject({ attempts: 0, sentAt: null });
    await world.owe(world.note(person, 2));
    await wakes(account);
    expect(await drain(account)).toMatchObject({ sent: 2, left: 0 });
    expect(server.mails).toHaveLength(2);
    await world.owe(friendly(person, 'due-1d'));
    await drain(account);
    expect(server.mails).toHaveLength(2);
    world.clock.advance('PT10M');
    await wakes(account);
    expect(await drain(account)).toMatchObject({ sent: 1, left: 0 });
    expect(server.mails).toHaveLength(3);
  });
});

describe('the last channel', () => {
  test('is taken after every chat, whichever was linked last', async () => {
    const person = await world.aPerson();
    const first = await world.aChat(person, 'last-1');
    await world.aChat(person, 'last-2@mail.example', { channel: 'email', preferred: true });
    const [id] = await world.owe(world.note(person, 1));
    expect(await rowOf(id)).toMatchObject({ accountId: first });
  });

  test('is taken when every chat is closed', async () => {
    const person = await world.aPerson();
    const account = await world.aChat(person, 'closed-now');
    const email = await world.aChat(person, 'closed-now@mail.example', { channel: 'email' });
    await world.owe(world.note(person, 1));
    chat.close('closed-now');
    expect(await drain(account)).toMatchObject({ movedTo: email });
    expect(await drain(email)).toMatchObject({ sent: 1, left: 0 });
    expect(server.mails).toHaveLength(1);
  });
});

describe('somebody who has stopped friendly words', () => {
  test('is not mailed a friendly reminder, and is mailed limits, escalations and what is urgent', async () => {
    const { person, account } = await aMailbox();
    await world.store.channelAccount.update({ where: { id: account }, data: { stoppedAt: world.clock.now() } });
    const [quiet, waiting] = await world.owe(
      friendly(person),
      tell(person, 'draft-waiting', { deletes: '2026-03-17T09:00:00.000Z', last: 'no' }),
    );
    expect(await drain(account)).toMatchObject({ sent: 0, left: 0 });
    expect([await rowOf(quiet), await rowOf(waiting)]).toMatchObject([{ reason: 'stopped' }, { reason: 'stopped' }]);
    const told = await world.owe(friendly(person, 'due'), friendly(person, 'due+3d'), friendly(person, 'due-1d'), {
      ...friendly(person, 'due-4d'),
      lane: 'urgent',
    });
    expect(await drain(account)).toMatchObject({ sent: told.length, left: 0 });
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.text).toContain('You have stopped friendly reminders');
    expect(server.mails[0]?.text).toContain('Limits, what a superior has to hear, and urgent matters come');
  });
});

describe('the mail server', () => {
  test.each(['550 5.1.1 No such user here', '550 No such user here', '552 5.2.2 Mailbox full'])(
    'that says "%s" closes the address, and the next way is taken',
    async (answer) => {
      const { person, account } = await aMailbox({ role: 'case-manager' });
      const [id] = await world.owe(world.note(person, 1));
      server.refuses(answer);
      await drain(account);
      expect(await world.store.channelAccount.findUnique({ where: { id: account } })).toMatchObject({
        deadReason: 'bounced',
        deadAt: world.clock.now(),
      });
      const next = await world.aChat(person, `next-${id}`);
      expect(await rowOf(id)).toMatchObject({ sentAt: null, cancelledAt: null, failedAt: null });
      await reachAgain(world.store, world.clock.now());
      expect(await drain(next)).toMatchObject({ sent: 1 });
      expect(server.asked).toHaveLength(1);
    },
  );

  test('that refuses the mail at its end closes the address too', async () => {
    const { person, account } = await aMailbox();
    await world.owe(world.note(person, 1));
    server.refusesData('550 5.1.1 User unknown');
    await drain(account);
    expect(await world.store.channelAccount.findUnique({ where: { id: account } })).toMatchObject({
      deadReason: 'bounced',
    });
  });

  test('that says "later" is asked again, with growing waits, and tells once', async () => {
    const { person, account } = await aMailbox();
    const [id] = await world.owe(world.note(person, 1));
    server.refuses('451 4.7.1 Greylisted', '451 4.7.1 Greylisted');
    expect(await drain(account)).toMatchObject({ sent: 0, left: 1, retryAfterMs: 100 });
    await wakes(account);
    expect(await drain(account)).toMatchObject({ sent: 0, left: 1, retryAfterMs: 200 });
    await wakes(account);
    expect(await drain(account)).toMatchObject({ sent: 1, left: 0 });
    expect(await drain(account)).toMatchObject({ sent: 0, left: 0 });
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.headers.get('message-id')).toBe(`<${id}@office.example>`);
    expect(logged).toMatchObject([{ code: 'smtp-451' }, { code: 'smtp-451', attempts: 1 }]);
  });

  test.each(['550 5.7.1 Relaying denied', '554 5.7.0 Blocked', '530 5.7.0 Must issue STARTTLS first'])(
    'that says "%s" of itself closes no address',
    async (answer) => {
      const { person, account } = await aMailbox();
      await world.owe(world.note(person, 1));
      server.refuses(answer);
      expect(await drain(account)).toMatchObject({ sent: 0, left: 1, retryAfterMs: 100 });
      expect(await world.store.channelAccount.findUnique({ where: { id: account } })).toMatchObject({ deadAt: null });
    },
  );

  test('that does not take our password is told to the log by a code, without address or password', async () => {
    const wrong = mailTo({ ...server.smtp, pass: 'another-invented-one' });
    const { person, account } = await aMailbox();
    await world.owe(world.note(person, 1));
    expect(await drain(account, wrong)).toMatchObject({ sent: 0, left: 1 });
    wrong.close();
    expect(logged).toEqual([{ channel: 'email', accountId: account, attempts: 0, code: 'smtp-auth' }]);
    expect(await world.store.channelAccount.findUnique({ where: { id: account } })).toMatchObject({ deadAt: null });
  });

  test('that is away is asked again', async () => {
    const other = await aMailServer();
    await other.close();
    const gone = mailTo(other.smtp);
    const { person, account } = await aMailbox();
    await world.owe(world.note(person, 1));
    expect(await drain(account, gone)).toMatchObject({ sent: 0, left: 1, retryAfterMs: 100 });
    gone.close();
    expect(logged).toMatchObject([{ code: expect.stringMatching(/^smtp-e[a-z]+$/) }]);
    await wakes(account);
    expect(await drain(account)).toMatchObject({ sent: 1 });
  });
});
