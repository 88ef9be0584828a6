import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askReporter } from '../../core/case/ask-reporter.ts';
import { realClock } from '../../core/clock.ts';
import { attachDocument } from '../../core/document/attach.ts';
import { answerDraft } from '../../core/draft/answer.ts';
import { beginDraft } from '../../core/draft/begin.ts';
import { type LinkPurpose, linkCode, makeLink } from '../../core/link.ts';
import { answerQuestion } from '../../core/question.ts';
import { sendReferral } from '../../core/referral/send.ts';
import { seal } from '../../core/vault.ts';
import { keyOf } from '../../core/vault-store.ts';
import type { Locale } from '../../core/wording.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
});
afterAll(() => office?.end());

const answers = {
  danger: 'yes',
  where: 'Tregu i Madh, hyrja B',
  what: 'Bart ngarkesa <script>alert(1)</script>',
  contact: '044 000 111',
  identifiedAt: '2026-11-23T07:30:00.000Z',
  childName: 'Era Shembulli',
  childBirth: '2016-04-30',
  childSex: 'girl',
  another: 'yes',
  'childName-2': 'Lule Provuese',
  'childBirth-2': 'age-9',
  categories: ['KEQ', 'NEG'],
  categoriesKEQ: ['KEQ-pune', 'KEQ-tjera'],
  childLabour: 'yes',
  sectors: ['street', 'other'],
  familyKnows: 'dont-know',
};

async function aReport(files: readonly { name: string; bytes: Uint8Array }[] = []) {
  const { door, store } = office.parts;
  const teacher = office.personId('teacher');
  const { draftId } = await door.through(beginDraft, teacher, { form: 'e-1' });
  await door.through(answerDraft, teacher, { draftId, answers });
  for (const file of files) await door.through(attachDocument, teacher, { draftId, ...file });
  const { referralId } = await door.through(sendReferral, teacher, { draftId });
  const { id: caseId, number } = await store.case.findFirstOrThrow({
    where: { referralId },
    orderBy: { number: 'asc' },
  });
  return { caseId, number, referralId };
}

async function codeFor(persona: string, purpose: LinkPurpose, now = realClock.now()): Promise<string> {
  const { store, keyring } = office;
  const id = await makeLink(store, keyring, { personId: office.personId(persona), purpose }, now);
  return linkCode(keyring, await store.secureLink.findUniqueOrThrow({ where: { id } }));
}
const open = (code: string) => office.ask(`/l/${code}`, { method: 'POST' });
const ago = (minutes: number) => new Date(realClock.now().getTime() - minutes * 60_000);
const speaks = (persona: string, locale: Locale) =>
  office.store.person.update({ where: { id: office.personId(persona) }, data: { locale } });
const located = async (): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#884422' } })
      .withExif({
        IFD0: { Make: 'Provacam' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '42/1 39/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '21/1 9/1 0/1' },
      })
      .jpeg()
      .toBuffer(),
  );
const pdf = new TextEncoder().encode('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');

test('nothing of the report stands on the page before the button is tapped', async () => {
  const { caseId } = await aReport();
  const code = await codeFor('head', { does: 'report', caseId });
  const closed = await office.ask(`/l/${code}`);
  expect(closed.status).toBe(200);
  expect(closed.body).toContain('<form method="post">');
  expect(closed.body).not.toMatch(/Tregu|Era/);
  const reading = { chain: `case:${caseId}`, act: 'referral.read' };
  expect(await office.store.auditEntry.count({ where: reading })).toBe(0);
  const opened = await open(code);
  expect(opened.status).toBe(200);
  expect(opened.headers.get('cache-control')).toBe('no-store');
  expect(opened.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(opened.body).toContain('Tregu i Madh, hyrja B');
  expect(opened.body).toContain('&lt;script>');
  expect(opened.body.match(/<title>([^<]*)/)?.[1]).not.toMatch(/Era|QPR/);
  expect(opened.body).not.toMatch(/044 000 111|Mësues/);
  expect(await office.store.auditEntry.count({ where: reading })).toBe(1);
});

test.each<[Locale, readonly string[]]>([
  [
    'en',
    [
      'Your reading is recorded',
      'In danger now',
      'Yes',
      'Child 1 – this case',
      'Child 2',
      'Monday 23 November 2026, 08:30 (Prishtinë time)',
      'Saturday 30 April 2016',
      '9 years',
      'Girl',
      'Maltreatment',
      'Hazardous work',
      'Street',
      'Other',
      'I don’t know',
      'Show who reported',
    ],
  ],
  ['sq', ['Leximi juaj regjistrohet', 'Fëmija 1 – ky rast', 'Fëmija 2', '9 vjeç', 'prill', 'Shfaq kush raportoi']],
  [
    'sr-Latn',
    ['Beleži se da ste čitali', 'Dete 1 – ovaj slučaj', 'Dete 2', '9 godina', 'april', 'Prikaži ko je prijavio'],
  ],
  ['sr-Cyrl', ['Бележи се да сте читали', 'Дете 1', '9 година', 'април', 'Прикажи ко је пријавио']],
])(
  'the report is read in %s: labels and options in words, children numbered, dates written out',
  async (locale, words) => {
    const { caseId } = await aReport();
    await speaks('stand-in', locale);
    const { body } = await open(await codeFor('stand-in', { does: 'report', caseId }));
    expect(body).toContain(`lang="${locale}"`);
    for (const each of words) expect(body).toContain(each);
    // What was typed stays as it was typed, whatever the alphabet.
    for (const typed of ['Era Shembulli', 'Lule Provuese', 'Tregu i Madh']) expect(body).toContain(typed);
    expect(body).not.toMatch(/KEQ-|age-9|dont-know|>yes<|T07:30/);
  },
);

test('questions of the office stand there with their answers', async () => {
  const { caseId } = await aReport();
  const { door } = office.parts;
  const asked = { caseId, question: 'Which of the two gates?' };
  const { id: questionId } = await door.through(askReporter, office.personId('head'), asked);
  await door.through(answerQuestion, office.personId('teacher'), { questionId, text: 'The northern one' });
  const { body } = await open(await codeFor('head', { does: 'report', caseId }));
  expect(body).toContain('Which of the two gates?');
  expect(body).toContain('The northern one');
});

describe('who reported', () => {
  test('is a second link, a second tap and an entry of its own', async () => {
    const { caseId } = await aReport();
    await speaks('head', 'en');
    const code = await codeFor('head', { does: 'report', caseId });
    const early = await office.ask(`/l/${code}/reporter`, { method: 'POST' });
    expect(early.status).toBe(404);
    await open(code);
    const step = await office.ask(`/l/${code}/reporter`, { method: 'POST' });
    expect(step.status).toBe(303);
    const next = step.headers.get('location') ?? '';
    expect(next).toMatch(/^\/l\/[\w-]{22}$/);
    const closed = await office.ask(next);
    expect(closed.body).toContain('Who reported');
    expect(closed.body).not.toContain('044 000 111');
    const saw = {
      chain: `case:${caseId}`,
      act: 'referral.reveal-reporter',
      detail: { path: ['saw'], equals: 'reporter' },
    };
    expect(await office.store.auditEntry.count({ where: saw })).toBe(0);
    const shown = await office.ask(next, { method: 'POST' });
    expect(shown.body).toContain('044 000 111');
    expect(shown.body).toContain('A reporter is protected');
    expect(shown.body).not.toContain('Era');
    expect(await office.store.auditEntry.count({ where: saw })).toBe(1);
  });

  test('is not offered to the assistant, and refused', async () => {
    const { caseId } = await aReport();
    const assistantId = office.personId('assistant');
    await office.store.case.update({ where: { id: caseId }, data: { assistantId } });
    const code = await codeFor('assistant', { does: 'report', caseId });
    expect((await open(code)).body).not.toContain('/reporter');
    expect((await office.ask(`/l/${code}/reporter`, { method: 'POST' })).status).toBe(403);
    expect((await open(await codeFor('assistant', { does: 'reporter', caseId }))).status).toBe(403);
  });
});

describe('a document', () => {
  test('is served as the copy without location data, once the page was opened', async () => {
    const original = await located();
    expect((await sharp(original).metadata()).exif).toBeDefined();
    expect(Buffer.from(original).includes('Provacam')).toBe(true);
    const { caseId, referralId } = await aReport([
      { name: 'where-it-was.jpg', bytes: original },
      { name: 'letter.pdf', bytes: pdf },
    ]);
    const [picture, letter] = await office.store.document.findMany({
      where: { referralId },
      orderBy: { keptAt: 'asc' },
    });
    const code = await codeFor('head', { does: 'report', caseId });
    const path = (id = '') => `/l/${code}/document/${id}`;
    const get = (id: string | undefined) => fetch(office.url + path(id));
    expect((await get(picture?.id)).status).toBe(404);
    const page = await open(code);
    for (const one of [picture, letter]) expect(page.body).toContain(`href="${path(one?.id)}"`);
    expect(page.body).not.toMatch(/where-it-was|letter\.pdf/);

    const shown = await get(picture?.id);
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(shown.headers.get('content-disposition')).toBe('inline; filename="document.jpeg"');
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    const bytes = Buffer.from(await shown.arrayBuffer());
    const { exif, width } = await sharp(bytes).metadata();
    expect([exif, width]).toEqual([undefined, 40]);
    expect(bytes.includes('Provacam')).toBe(false);

    const attached = await get(letter?.id);
    expect(attached.headers.get('content-type')).toBe('application/pdf');
    expect(attached.headers.get('content-disposition')).toBe('attachment; filename="document.pdf"');

    const looks = await office.store.auditEntry.findMany({ where: { chain: `case:${caseId}`, act: 'referral.read' } });
    expect(looks.map(({ detail }) => (detail as { document?: string }).document).filter(Boolean)).toEqual([
      picture?.id,
      letter?.id,
    ]);
  });

  test('is not served below another report, another kind of link, or an expired one', async () => {
    const { referralId, caseId } = await aReport([{ name: 'a.pdf', bytes: pdf }]);
    const other = await aReport();
    const row = await office.store.document.findFirstOrThrow({ where: { referralId } });
    const status = async (code: string, id = row.id) => (await office.ask(`/l/${code}/document/${id}`)).status;
    const foreign = await codeFor('head', { does: 'report', caseId: other.caseId });
    await open(foreign);
    expect(await status(foreign)).toBe(404);
    const whom = await codeFor('head', { does: 'whom', caseId });
    await open(whom);
    expect(await status(whom)).toBe(404);
    const own = await codeFor('head', { does: 'report', caseId });
    await open(own);
    expect(await status(own, 'x')).toBe(404);
    expect(await status(own)).toBe(200);
    await office.store.exclusion.create({
      data: { caseId, personId: office.personId('head'), reason: 'suspected', at: office.clock.now() },
    });
    expect(await status(own)).toBe(404);
    await office.store.secureLink.updateMany({ data: { expiresAt: ago(0) } });
    expect(await status(own)).toBe(410);
  });

  test('of which no copy could be drawn is named, and not served', async () => {
    const { referralId, caseId } = await aReport([{ name: 'a.pdf', bytes: pdf }]);
    const { draftId, id } = await office.store.document.findFirstOrThrow({ where: { referralId } });
    const key = await keyOf({ db: office.store, keyring: office.keyring }, { type: 'referral', id: draftId });
    const place = { table: 'document', column: 'sealed_copy', row: id };
    const sealedCopy = seal(key, place, new Uint8Array());
    await office.store.document.update({ where: { id }, data: { mime: 'image/heic', sealedCopy } });
    const code = await codeFor('intake', { does: 'report', caseId });
    const page = await open(code);
    expect(page.body).toContain('HEIC');
    expect(page.body).not.toContain(`document/${id}`);
    expect((await office.ask(`/l/${code}/document/${id}`)).status).toBe(404);
  });
});

test('an expired link, a manager who has not accepted and another office see nothing of it', async () => {
  const { caseId } = await aReport();
  const managerId = office.personId('manager-1');
  await office.store.case.update({ where: { id: caseId }, data: { managerId } });
  const attempts: readonly [string, number][] = [
    [await codeFor('intake', { does: 'report', caseId }, ago(31)), 410],
    [await codeFor('manager-1', { does: 'report', caseId }), 403],
    [await codeFor('other-head', { does: 'report', caseId }), 403],
    [await codeFor('teacher', { does: 'reporter', caseId }), 403],
  ];
  for (const [code, status] of attempts) {
    const { status: found, body } = await open(code);
    expect(found).toBe(status);
    expect(body).not.toMatch(/Era|Tregu|044/);
  }
});
