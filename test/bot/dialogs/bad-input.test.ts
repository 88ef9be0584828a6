import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { shownCopy } from '../../../core/document/copy.ts';
import { largestFile } from '../../../core/document/kind.ts';
import { answersOf } from '../../../core/draft/draft.ts';
import type { Line } from '../../../core/message.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
let teacher: Somebody;
beforeEach(async () => {
  world = await aWorld();
  teacher = world.as('teacher');
  return () => world.end();
});

/** What was refused in the message said last. */
async function refusedLast(): Promise<string[]> {
  const { params } = await teacher.last();
  const lines = [...((params['before'] ?? []) as Line[]), ...((params['lines'] ?? []) as Line[])];
  return lines.flatMap(({ text }) => (text.startsWith('refused.') ? [text.slice('refused.'.length)] : []));
}

async function upTo(field: string): Promise<void> {
  await teacher.command('refer');
  await teacher.taps('choose:no');
  if (field === 'where') return;
  await teacher.says('Shkolla');
  await teacher.says('Ndodh diçka');
  await teacher.taps('skip');
  if (field === 'identifiedAt') return;
  await teacher.taps('choose:now');
  while ((await teacher.last()).field !== field) await teacher.taps('skip');
}

const draftAnswers = async () => {
  const draft = await world.store.draft.findFirstOrThrow();
  return answersOf({ db: world.store, keyring: world.keyring }, draft);
};

describe('an answer that cannot be one is refused and the question stays open', () => {
  test('text where a button is expected', async () => {
    await teacher.command('refer');
    await teacher.says('maybe');
    expect(await refusedLast()).toEqual(['answer-not-an-option']);
    expect((await teacher.last()).field).toBe('danger');
    await teacher.taps('choose:no');
    expect((await teacher.last()).field).toBe('where');
  });

  test.each([
    ['ten thousand characters', 'x'.repeat(10_000), 'answer-too-long'],
    ['nothing that can be seen', '\u200b\u2060\u202e\u0000', 'answer-empty'],
    ['a mark alone', '🙂', 'answer-empty'],
  ])('%s', async (_, typed, reason) => {
    await upTo('where');
    await teacher.says(typed);
    expect(await refusedLast()).toEqual([reason]);
    expect((await teacher.last()).field).toBe('where');
  });

  test.each([
    ['2026-02-31', 'date-impossible'],
    ['2026-11-23 25:00', 'date-impossible'],
    ['2026-11-24', 'date-in-future'],
    ['24.11.2026 08:00', 'date-in-future'],
    ['2019-01-01', 'date-too-old'],
    ['last week or so', 'date-unreadable'],
  ])('%s as the time of identification', async (typed, reason) => {
    await upTo('identifiedAt');
    await teacher.says(typed);
    expect(await refusedLast()).toEqual([reason]);
    expect((await teacher.last()).field).toBe('identifiedAt');
  });

  test.each([
    ['2027-01-01', 'date-in-future'],
    ['1990-01-01', 'date-too-old'],
    ['45', 'date-too-old'],
    ['2015-13-01', 'date-impossible'],
  ])('%s as a birth date', async (typed, reason) => {
    await upTo('childBirth');
    await teacher.says(typed);
    expect(await refusedLast()).toEqual([reason]);
  });

  test('an identification before the birth', async () => {
    await upTo('childBirth');
    await teacher.says('2026-11-20');
    await teacher.taps('summary');
    await teacher.taps('edit:identifiedAt');
    await teacher.says('2026-11-19');
    expect(await refusedLast()).toEqual(['date-before-birth']);
  });

  test('a voice message, a place, a file', async () => {
    await upTo('where');
    await teacher.sends({ kind: 'other' });
    expect(await refusedLast()).toEqual(['answer-not-text']);
    const read = async () => Buffer.from('x');
    await teacher.sends({ kind: 'file', file: { name: 'a.pdf', size: 1, read } });
    expect(await refusedLast()).toEqual(['file-not-expected']);
    expect((await teacher.last()).field).toBe('where');
  });
});

test('what cannot be seen is taken out of an answer', async () => {
  await upTo('where');
  await teacher.says('Rruga\u202e e\u200b Trimave\u0007 7');
  expect((await draftAnswers())['where']).toBe('Rruga e Trimave 7');
});

test('the same update ten times at once is one answer', async () => {
  await upTo('where');
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => teacher.sends({ kind: 'text', text: 'Shkolla', edited: false }, 'one-update')),
  );
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect((await teacher.last()).field).toBe('what');
});

test('the button of another person tells nothing and does nothing', async () => {
  await teacher.command('refer');
  const [button] = (await teacher.last()).buttons;
  const doctor = world.as('doctor');
  await doctor.sends({ kind: 'tap', button: button?.id ?? '' });
  await doctor.sends({ kind: 'tap', button: 'no-such-button' });
  const [one, other] = await doctor.told();
  expect(one?.params).toEqual(other?.params);
  expect((await teacher.last()).field).toBe('danger');
});

test('the buttons of a question that was answered by typing say so', async () => {
  await upTo('where');
  const back = (await teacher.last()).buttons.find(({ act }) => act === 'back')?.id ?? '';
  await teacher.says('Shkolla');
  await teacher.sends({ kind: 'tap', button: back });
  expect((await teacher.last()).params).toMatchObject({ lines: [{ text: 'talk.button-used' }] });
});

describe('files', () => {
  const send = (name: string, bytes: Uint8Array, size: number | null = bytes.length) =>
    teacher.sends({ kind: 'file', file: { name, size, read: async () => bytes } });
  const photo = () =>
    sharp({ create: { width: 40, height: 30, channels: 3, background: '#777777' } })
      .withExif({ IFD3: { GPSLatitude: '42/1 39/1 0/1', GPSLongitude: '21/1 9/1 0/1' } })
      .jpeg()
      .toBuffer();

  test('a photo is kept with its hash, and shown without where it was taken', async () => {
    await upTo('documents');
    const bytes = await photo();
    await send('IMG_0001.jpg', bytes);
    const kept = await world.store.document.findFirstOrThrow();
    expect(kept).toMatchObject({ mime: 'image/jpeg', size: bytes.length });

    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    expect((await sharp(await shownCopy(bytes, 'image/jpeg')).metadata()).exif).toBeUndefined();
    expect((await teacher.last()).buttons.map(({ act }) => act)).toContain('done');
    await teacher.taps('done');
    await teacher.taps('send');
    expect(await world.store.document.findFirst()).toMatchObject({ referralId: kept.draftId });
  });

  test('thirty megabytes are refused before they are read', async () => {
    await upTo('documents');
    let reads = 0;
    const read = async () => {
      reads += 1;
      return new Uint8Array();
    };
    await teacher.sends({ kind: 'file', file: { name: 'a.pdf', size: 30 * 1024 * 1024, read } });
    expect(await refusedLast()).toEqual(['file-too-large']);
    expect(reads).toBe(0);
    await send('a.pdf', new Uint8Array(largestFile + 1), null);
    expect(await refusedLast()).toEqual(['file-too-large']);
  });

  test('a file that is not what its name says, or nothing that we take', async () => {
    await upTo('documents');
    await send('a.pdf', await photo());
    expect(await refusedLast()).toEqual(['file-not-as-named']);
    await send('a.jpg', Buffer.from('MZ this is a program'));
    expect(await refusedLast()).toEqual(['file-type-unknown']);
    await send('a.jpg', (await photo()).subarray(0, 200));
    expect(await refusedLast()).toEqual(['file-unreadable']);
    expect(await world.store.document.count()).toBe(0);
  });
});
