import { expect, test } from 'vitest';
import { cut } from '../../../core/rendering/cut.ts';
import { instantsIn } from '../../../core/rendering/said-once.ts';
import { loadWording } from '../../../core/wording.ts';

test('leaves a text alone that fits to the last character', () => {
  const text = 'a'.repeat(4096);
  expect(cut(text, 'hint')).toBe(text);
});

test('cuts a longer one at the end of a line and says so', () => {
  const text = Array.from({ length: 100 }, (_, n) => `line ${n} ${'x'.repeat(50)}`).join('\n');
  const short = cut(text, 'Ask for less.');
  expect(short.length).toBeLessThanOrEqual(4096);
  const lines = short.split('\n');
  expect(lines.slice(-2)).toEqual(['…', 'Ask for less.']);
  expect(text.split('\n')).toContain(lines.at(-3));
});

test('cuts one endless line without tearing a character in two', () => {
  const short = cut(`${'a'.repeat(4000)}${'😀'.repeat(100)}`, 'hint');
  expect(short.length).toBeLessThanOrEqual(4096);
  expect(short).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});

test('names the zone behind the instant that is read first, whichever was asked for first', () => {
  const instants = instantsIn(loadWording()('en'), 'Europe/Belgrade');
  const later = instants.mark(new Date('2026-03-17T09:00:00Z'));
  const first = instants.mark(new Date('2026-03-10T09:00:00Z'));
  expect(instants.written(`From: ${first}\nTo: ${later}`)).toBe(
    'From: Tuesday 10 March 2026, 10:00 (Prishtinë time)\nTo: Tuesday 17 March 2026, 10:00',
  );
});
