import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Arrived, arriving } from '../../../bot/slack/window/files.ts';
import type { SlackPerson } from '../../support/slack-fake.ts';
import { aSlackStage, type SlackStage } from './window-stage.ts';

let stage: SlackStage;
beforeAll(async () => {
  stage = await aSlackStage();
}, 60_000);
afterAll(async () => {
  expect(stage.fake.violations).toEqual([]);
  await stage.end();
}, 60_000);

const blocks = (person: SlackPerson) => person.modal()?.blocks.map(({ block_id: id }) => id) ?? [];
const documents = (persona: string) =>
  stage.world.store.document.count({ where: { byId: stage.world.as(persona).personId } });

async function firstPage(person: SlackPerson): Promise<void> {
  await person.slash('refer');
  await person.sees(() => person.modal());
  await person.fills('danger', 'no');
  await person.fills('where', 'shkolla');
  await person.fills('what', 'punon natën');
  expect(await stage.submits(person)).toBe('next');
}

async function goesOnTo(person: SlackPerson, block: string): Promise<void> {
  for (let page = 0; page < 9 && !blocks(person).includes(block); page += 1) await stage.submits(person);
  expect(blocks(person)).toContain(block);
}

test('a window that comes too late is offered in the chat, and opens from there', async () => {
  const person = await stage.link('member-4.1.3');
  stage.fake.fail('views.open', { error: 'expired_trigger_id', times: 1 });
  await person.slash('refer');
  await person.sees(() => person.lastMessage()?.text.includes('Dritarja nuk u hap me kohë'));
  await stage.settled();
  await person.taps('Hape formularin');
  await person.sees(() => person.modal());
  expect(blocks(person)).toContain('danger');
  await person.closes();
  await stage.settled();
});

test('a window that changed meanwhile is read again and drawn, with what was typed beside', async () => {
  const person = await stage.link('member-4.1.4');
  await firstPage(person);
  await goesOnTo(person, 'childName');
  await person.fills('childName', 'Era Shembulli');
  stage.fake.fail('views.update', { error: 'hash_conflict', times: 1 });
  await person.fills('another', 'yes');
  await person.sees(() => blocks(person).includes('childName-2'));
  expect(JSON.stringify(person.modal()?.state)).toContain('Era Shembulli');
  await person.fills('another', 'no');
  await person.sees(() => !blocks(person).includes('childName-2'));
  await person.closes();
  await stage.settled();
});

test('a file of another kind is refused at its field; a right one is kept once, however often it is sent', async () => {
  const persona = 'member-4.1.8';
  const person = await stage.link(persona);
  await firstPage(person);
  await goesOnTo(person, 'documents');
  const pdf = { name: 'letra.pdf', mimetype: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.4\n%%EOF\n') };
  const fake = { name: 'foto.png', mimetype: 'image/png', bytes: new TextEncoder().encode('no picture at all') };
  person.attaches('documents', [pdf, fake]);
  expect(await stage.submits(person)).toEqual({ errors: { documents: expect.stringContaining('PDF') } });
  expect(await documents(persona)).toBe(1);
  expect(await stage.submits(person)).toEqual({ errors: { documents: expect.any(String) } });
  expect(await documents(persona)).toBe(1);
  person.attaches('documents', [pdf]);
  expect(await stage.submits(person)).toBe('next');
  expect(await documents(persona)).toBe(2);
  await stage.fake.redeliver({ times: 3 });
  expect(await documents(persona)).toBe(2);
  await person.closes();
  await stage.settled();
});

test('a file that is too large is refused before it is fetched', async () => {
  const person = await stage.link('member-4.1.9');
  await firstPage(person);
  await goesOnTo(person, 'documents');
  person.attaches('documents', [
    { name: 'film.pdf', mimetype: 'application/pdf', bytes: new Uint8Array(11 * 1024 * 1024) },
  ]);
  expect(await stage.submits(person)).toEqual({ errors: { documents: expect.stringContaining('10') } });
  await person.closes();
  await stage.settled();
});

test('with sexual violence no file is asked for', async () => {
  const person = await stage.link('member-4.1.14');
  await firstPage(person);
  await goesOnTo(person, 'categories');
  await person.fills('categories', ['SEK']);
  await person.sees(() => blocks(person).includes('categoriesSEK'));
  await goesOnTo(person, 'keepDevice');
  expect(blocks(person)).not.toContain('documents');
  await person.closes();
  await stage.settled();
});

test('a file that is not there in time is waited for by the next press', async () => {
  let comes: (bytes: Uint8Array) => void = () => undefined;
  let fetches = 0;
  const fetchFile = () => {
    fetches += 1;
    return new Promise<Uint8Array>((resolve) => {
      comes = resolve;
    });
  };
  const contentOf = async (): Promise<Arrived['content'] | undefined> =>
    (await arriving(fetchFile, [{ id: 'F1' }], 5))[0]?.content;
  expect(await contentOf()).toEqual({ text: 'window.file-wait' });
  expect(await contentOf()).toEqual({ text: 'window.file-wait' });
  comes(new Uint8Array([1, 2]));
  expect(await contentOf()).toEqual(new Uint8Array([1, 2]));
  expect(fetches).toBe(1);
});

test('a window speaks the alphabet that the person chose', async () => {
  const person = await stage.link('member-4.1.10', 'sr-RS');
  await person.slash('language');
  await stage.settled();
  await person.taps('Српски');
  await stage.settled();
  await firstPage(person);
  expect(person.reads(person.modal())).toContain('Даље');
  await person.closes();
  await stage.settled();
});

test('whoever came without an invite reports in a window too', async () => {
  const person = stage.stranger();
  await person.slash('refer');
  await stage.settled();
  await person.sees(() => person.modal() ?? person.buttons().some(({ label }) => /QPS/.test(label)));
  if (!person.modal()) await person.taps(/QPS/);
  await person.sees(() => person.modal());
  await person.fills('danger', 'no');
  await person.fills('where', 'at the market');
  await person.fills('what', 'carries loads at night');
  for (let page = 0; page < 9 && person.modal()?.['submit'] !== null; page += 1) await stage.submits(person);
  await stage.settled();
  expect(person.lastMessage()?.text).toContain('Your report was sent');
});

test('a child that reports itself has one page in plain words, sent at once in danger', async () => {
  const person = stage.fake.person({ id: 'U0CHILD', locale: 'en-GB' });
  await person.slash('start');
  await stage.settled();
  await person.taps('I am a child and need help');
  await stage.settled();
  await person.sees(() => person.modal() ?? person.buttons().some(({ label }) => /QPS/.test(label)));
  if (!person.modal()) await person.taps(/QPS/);
  await person.sees(() => person.modal());
  expect(blocks(person)).toEqual(expect.arrayContaining(['danger', 'where', 'what', 'contact', 'childName']));
  await person.fills('danger', 'yes');
  await person.fills('where', 'behind the school');
  await person.fills('what', 'somebody hits me');
  expect(await stage.submits(person)).toBe('next');
  expect(person.modal()?.['callback_id']).toBe('last');
  await stage.settled();
  expect(person.lastMessage()?.text).toContain('was sent at once');
});

test('a file that nobody comes back for does not stay in memory', async () => {
  let fetches = 0;
  const fetchFile = async () => {
    fetches += 1;
    return new Promise<Uint8Array>(() => undefined);
  };
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    await arriving(fetchFile, [{ id: 'F2' }], 5);
    await arriving(fetchFile, [{ id: 'F2' }], 5);
    expect(fetches).toBe(1);
    vi.advanceTimersByTime(2 * 60_000);
    await arriving(fetchFile, [{ id: 'F2' }], 5);
    expect(fetches).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});
