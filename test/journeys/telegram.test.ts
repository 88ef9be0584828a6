import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realClock } from '../../core/clock.ts';
import { readConfig } from '../../core/config.ts';
import { mintInvite } from '../../core/invite.ts';
import { type Locale, ownName } from '../../core/wording.ts';
import { startTryeza, type Tryeza } from '../../main.ts';
import { freePort } from '../../prisma/free-port.ts';
import { startTelegramFake } from '../support/telegram-fake.ts';
import { aTelegramOffice, type Chatting, type TelegramOffice } from '../support/telegram-office.ts';
import { spokenIn } from './spoken.ts';

let office: TelegramOffice;
let house: Tryeza;
let dataDir: string;
let people: Record<'teacher' | 'intake' | 'head' | 'manager-1', Chatting>;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tryeza-journey-'));
  office = await aTelegramOffice();
  house = await running({});
  people = {
    teacher: await office.link('teacher'),
    intake: await office.link('intake'),
    head: await office.link('head'),
    'manager-1': await office.link('manager-1'),
  };
});
afterAll(async () => {
  await house?.stop();
  await office?.end();
  await rm(dataDir, { recursive: true, force: true });
});

const running = (more: Record<string, string>) =>
  startTryeza({
    config: readConfig({ ...office.settings, LOG_LEVEL: 'silent', ...more }),
    dataDir,
    say: () => undefined,
  });

const shown = ({ phone }: Chatting): string => JSON.stringify(phone.chat());
const lastOf = ({ phone }: Chatting): string => phone.lastMessage()?.text ?? '';
const templates = async ({ personId }: Chatting): Promise<string[]> =>
  (await office.store.message.findMany({ where: { personId, kind: 'send' }, orderBy: { seq: 'asc' } })).map(
    ({ template }) => template,
  );
const newestCase = () =>
  office.store.case.findFirstOrThrow({ orderBy: { number: 'desc' }, include: { referral: true } });
const outcomes = async (caseId: string) => {
  const rows = await office.store.obligation.findMany({ where: { caseId } });
  return Object.fromEntries(rows.map(({ rule, outcome }) => [rule, outcome]));
};

/** A personal answer: it must be gone from the chat at once. */
async function tells(somebody: Chatting, ...answers: readonly string[]): Promise<void> {
  for (const answer of answers) {
    await somebody.says(answer);
    const left = somebody.phone.chat().filter(({ from, text }) => from === 'person' && text.includes(answer));
    expect(left, 'a personal answer still stands in the chat').toEqual([]);
  }
}

const languages = ['sq', 'sr-Latn', 'en'] as const satisfies readonly Locale[];

describe.each(languages)('in %s', (locale) => {
  test('the language is chosen by its own name', async () => {
    for (const somebody of Object.values(people)) {
      await somebody.says('/language');
      expect(somebody.phone.buttons().map(({ text }) => text)).toContain(ownName[locale]);
      await somebody.taps(`language:${locale}`);
    }
    const chosen = await office.store.person.findMany({
      where: { id: { in: Object.values(people).map(({ personId }) => personId) } },
    });
    expect(new Set(chosen.map((person) => person.locale))).toEqual(new Set([locale]));
  });

  test('a child in danger goes from the teacher’s chat to the manager’s, and every limit is met', async () => {
    const { teacher, intake, head, 'manager-1': manager } = people;
    await teacher.says('/refer');
    expect(lastOf(teacher).length).toBeGreaterThan(20);
    await teacher.taps('choose:yes');
    await tells(teacher, `Rruga e Liqenit 14 ${locale}`, `Rrihet çdo natë ${locale}`, '044 555 121');
    expect(await templates(teacher)).toContain('referral-receipt');
    expect(shown(teacher)).toContain('192');
    const found = await newestCase();
    expect(found).toMatchObject({ danger: true });
    await tells(teacher, `Erblina Dëshmuese ${locale}`, '2015-11-03');
    await teacher.taps('choose:girl');
    await teacher.taps('choose:no');
    await teacher.taps('summary');
    expect(lastOf(teacher)).not.toContain('Erblina');
    await teacher.taps('send');

    await intake.taps('i-have-it');
    expect((await outcomes(found.id))['danger-confirmed-10m']).toBe('met');
    expect(lastOf(teacher)).toContain(found.referral.reference);

    await head.taps('assign');
    await head.taps(`assign:${manager.personId}`);
    expect((await templates(manager)).filter((template) => template !== 'reminder').at(-1)).toBe('case-assigned');

    await manager.taps('see-whom');
    const link = /http:\/\/\S+\/l\/[\w-]{22}/.exec(lastOf(manager))?.[0] ?? '';
    const closed = await (await fetch(link)).text();
    expect(closed).toContain('<button type="submit">');
    expect(closed).not.toContain('Erblina');
    const opened = await fetch(link, { method: 'POST' });
    expect(opened.headers.get('cache-control')).toBe('no-store');
    expect(await opened.text()).toContain(`Erblina Dëshmuese ${locale}`);

    await manager.taps('accept');
    await manager.taps('initial-assessment');
    await manager.says('now');
    await manager.taps('choose:none');
    await manager.taps('choose:high');
    await manager.taps('choose:street');
    await manager.taps('done');
    await manager.taps('choose:hours');
    await manager.taps('done');
    await tells(manager, 'Sheshi Zahir');
    await tells(manager, '48');
    await tells(manager, 'lodhet shumë dhe ka frikë');
    await manager.taps('send');
    await manager.taps('immediate-action');
    await manager.says('now');
    await tells(manager, 'u dërgua te tezja', 'policia bashkë me mua');
    await manager.taps('choose:relatives');
    await manager.taps('skip');
    await manager.taps('choose:yes');
    await manager.taps('choose:not-needed');
    await manager.taps('send');
    await manager.taps('more');
    await manager.taps('home-visit');
    await manager.says('now');
    await manager.taps('choose:child');
    await manager.taps('done');
    await tells(manager, 'nëna ishte në shtëpi');
    await manager.taps('skip');
    await manager.taps('send');
    await manager.taps('more');
    await manager.taps('comprehensive-assessment');
    await manager.says('now');
    await tells(manager, 'jo e sigurt', 'ka ushqim', 'mungon në shkollë', 'tezja kujdeset', 'ka shoqe');
    await manager.taps('choose:low');
    await manager.taps('send');

    expect(await outcomes(found.id)).toEqual({
      'danger-confirmed-10m': 'met',
      'case-manager-24h': 'met',
      'initial-assessment-2h': 'met',
      'high-risk-immediate-action': 'met',
      'home-visit-7d': 'met',
      'comprehensive-assessment-7d': 'met',
    });
  });

  test('a report without danger is sent from its summary, and shows no more than neutral states', async () => {
    const { teacher, intake } = people;
    await teacher.says('/refer');
    await teacher.taps('choose:no');
    await tells(teacher, `Shkolla e Parkut ${locale}`, `Vjen e uritur ${locale}`);
    await teacher.taps('skip');
    await teacher.says('now');
    await teacher.taps('summary');
    await teacher.taps('send');
    const { referral, danger, number } = await newestCase();
    expect(danger).toBe(false);
    await intake.taps('i-have-it');
    await teacher.says('/status');
    expect(lastOf(teacher)).toContain(referral.reference);
    expect(shown(teacher)).not.toContain(number);
  });

  test('every command is answered', async () => {
    for (const command of [
      'cases',
      'deadlines',
      'why',
      'status',
      'settings',
      'help',
      'meetings',
      'report',
      'actions',
    ]) {
      for (const somebody of [people.head, people.teacher]) {
        const before = somebody.phone.chat().length;
        await somebody.says(`/${command}`);
        expect(somebody.phone.chat().length, command).toBeGreaterThan(before + 1);
      }
    }
  });
});

describe('what was said', () => {
  test('is short, without a placeholder, without the key of a text', async () => {
    const said = office.telegram.accepted.map(({ message }) => [
      message.text ?? '',
      ...(message.reply_markup?.inline_keyboard ?? []).flat().map(({ text }) => text),
    ]);
    expect(said.length).toBeGreaterThan(250);
    for (const [text = '', ...labels] of said) {
      expect(text.length).toBeLessThanOrEqual(4096);
      for (const words of [text, ...labels]) {
        expect(words.trim()).not.toBe('');
        expect(words).not.toMatch(/[{}]|undefined|null|\[object|NaN|Invalid/);
        expect(words).not.toMatch(/\b(?:talk|form|takeover|referral|case|rule|refused|button|common|page)\.[a-z]/);
      }
    }
    expect(office.telegram.violations).toEqual([]);
  });

  test('is another thing in each language', async () => {
    const spoken = await spokenIn(office.store, office.telegram.accepted);
    const compared = [...spoken.values()].filter((texts) => texts.size === languages.length);
    expect(compared.length).toBeGreaterThan(40);
    for (const texts of compared) expect(new Set(texts.values()).size, [...texts.values()][0]).toBe(languages.length);
  });

  test('holds no name, and nothing that was told of a person', async () => {
    const sent = Buffer.concat(office.telegram.log.map(({ body }) => body)).toString();
    expect(sent).not.toMatch(
      /Erblina|Dëshmuese|Liqenit|Rrihet|044 555 121|2015-11-03|Parkut|Zahir|lodhet shumë|tezja|nëna ishte|shoqe/,
    );
  });
});

describe('a chat', () => {
  test('loses the buttons that were used; a second tap on them changes nothing', async () => {
    const { teacher } = people;
    await teacher.says('/refer');
    const prompt = teacher.phone.lastMessage();
    const yes = prompt?.buttons.flat()[0];
    const data = yes && 'callback_data' in yes ? (yes.callback_data ?? '') : '';
    teacher.phone.tapData(data, prompt?.id ?? 0);
    teacher.phone.tapData(data, prompt?.id ?? 0);
    await office.settled();
    expect(teacher.phone.chat().find(({ id }) => id === prompt?.id)?.buttons).toEqual([]);
    expect(
      await office.store.draft.count({ where: { personId: teacher.personId, sentAt: null, discardedAt: null } }),
    ).toBe(1);
    const open = await office.store.conversation.findUniqueOrThrow({ where: { personId: teacher.personId } });
    expect(open.state).toMatchObject({ field: 'where' });
    await teacher.says('/cancel');
    await teacher.taps('discard');
    await untilAnswered();
  });

  test('takes another person’s button for nothing', async () => {
    const { teacher, head } = people;
    const foreign = await office.store.button.findFirstOrThrow({
      where: { personId: head.personId, act: 'assign', usedAt: null },
    });
    const facts = await office.store.fact.count();
    teacher.phone.tapData(foreign.id, teacher.phone.lastMessage()?.id ?? 0);
    teacher.phone.tapData('x'.repeat(64), teacher.phone.lastMessage()?.id ?? 0);
    await office.settled();
    expect(await office.store.fact.count()).toBe(facts);
  });

  test('answers voice, stickers and large files kindly, and what it does not know not at all', async () => {
    const { teacher } = people;
    const kinds: readonly [string, () => unknown][] = [
      ['voice', () => teacher.phone.sendVoice()],
      ['a place', () => teacher.phone.sendOther({ location: { latitude: 42.66, longitude: 21.16 } })],
      ['30 MB', () => teacher.phone.sendDocument(Buffer.from('%PDF-1.7'), 'a.pdf', 'application/pdf', 30 * 2 ** 20)],
      ['10,000 characters', () => teacher.phone.say('a'.repeat(10_000))],
      ['an edited message', () => teacher.phone.editLast('something else')],
    ];
    for (const [kind, send] of kinds) {
      send();
      await office.settled();
      expect((await teacher.phone.reply()).text.length, kind).toBeGreaterThan(10);
    }
    const before = office.telegram.accepted.length;
    await office.telegram.push({ business_thing: { of: 'the future' } });
    await office.telegram.push({ poll: { id: '1', question: 'x' } });
    await office.settled();
    expect(office.telegram.accepted.length).toBe(before);
  });

  test('of a group is left with a word', async () => {
    const group = office.telegram.group({ id: -4_001, title: 'Everybody' });
    group.addBot(people.teacher.phone);
    await office.settled();
    await expect.poll(() => group.hasBot()).toBe(false);
    expect(group.chat().map(({ from }) => from)).toContain('bot');
  });

  test('that was never invited may report too, and hears what "anonymous" means', async () => {
    const stranger = office.telegram.person({ id: 9_001, languageCode: 'en' });
    stranger.command('start');
    await office.settled();
    expect(stranger.lastMessage()?.text).toContain('everybody may report');
    stranger.command('start no-such-code');
    await office.settled();
    expect(stranger.lastMessage()?.text).not.toBe('');
    stranger.command('refer');
    await office.settled();
    expect(JSON.stringify(stranger.chat())).toContain('Anonymous');
  });
});

/** Every tap has been answered: the app stops showing that it waits. */
const untilAnswered = () =>
  expect.poll(() => office.telegram.queries().filter(({ answered }) => !answered)).toEqual([]);

test('by webhook, at the pace the platform allows, a report in danger loses no message', async () => {
  await house.stop();
  const strict = await startTelegramFake({
    requireProtectContent: true,
    webhookRetryMs: 200,
    token: '700000002:strict',
  });
  const port = await freePort();
  try {
    house = await running({
      TELEGRAM_API_ROOT: strict.url,
      TELEGRAM_BOT_TOKEN: strict.token,
      TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-sixteen-letters',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      PORT: String(port),
    });
    const doctor = strict.person({ id: 8_001, languageCode: 'en' });
    const { personId } = await office.store.person
      .findFirstOrThrow({ where: { profession: 'doctor' } })
      .then(({ id }) => ({ personId: id }));
    // What somebody chose stays with a new chat.
    await office.store.person.update({ where: { id: personId }, data: { locale: 'en' } });
    await expect.poll(() => strict.webhook()?.url).toBeTruthy();
    const { code } = await mintInvite(office.store, personId, realClock.now());
    doctor.command(`start ${code}`);
    await doctor.reply();
    doctor.command('refer');
    const [yes] = (await doctor.waitFor(({ buttons }) => buttons.flat().some(({ text }) => text === 'Yes'))).buttons
      .flat()
      .filter(({ text }) => text === 'Yes');
    doctor.tap(yes?.text ?? '');
    await expect.poll(() => fieldOpen(personId)).toBe('where');
    for (const [answer, next] of [
      ['Spitali, kati 2', 'what'],
      ['Thyerje e krahut', 'contact'],
      ['kontakti im', 'childName'],
    ] as const) {
      doctor.say(answer);
      await expect.poll(() => fieldOpen(personId)).toBe(next);
    }
    await doctor.waitFor(({ text }) => text.includes('Reference:'));
    await doctor.waitFor(({ text }) => text.includes('name'));
    await strict.idle();
    expect(JSON.stringify(doctor.chat())).not.toMatch(/kati 2|krahut|kontakti im/);
    strict.expectNoViolations();
  } finally {
    await strict.close();
  }
});

async function fieldOpen(personId: string): Promise<unknown> {
  const kept = await office.store.conversation.findUnique({ where: { personId } });
  return (kept?.state as { field?: string } | undefined)?.field;
}
