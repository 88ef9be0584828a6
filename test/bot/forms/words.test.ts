import { expect, test } from 'vitest';
import { e1, e1Child, e1More } from '../../../bot/forms/e-1.ts';
import { type Field, type Form, optionWords, wordsOf } from '../../../bot/forms/form.ts';
import { loadWording, locales } from '../../../core/wording.ts';

const wording = loadWording();
const typed: readonly Field['kind'][] = ['text', 'instant', 'birth-date', 'number', 'files'];

function wordsNeeded(form: Form): string[] {
  return form.fields.flatMap((field) => [
    `form.section.${field.section}`,
    `${wordsOf(form, field)}.ask`,
    `${wordsOf(form, field)}.label`,
    ...(typed.includes(field.kind) ? [`${wordsOf(form, field)}.hint`] : []),
    ...('options' in field ? field.options.map((code) => optionWords(form, field, code)) : []),
  ]);
}

test.each([e1, e1Child, e1More])('every question of $id can be asked in every language', (form) => {
  const missing = locales.flatMap((locale) => wordsNeeded(form).filter((name) => !wording(locale).has(name)));
  expect([...new Set(missing)]).toEqual([]);
});

test('a form asks for nothing twice', () => {
  for (const form of [e1, e1Child, e1More]) {
    const names = form.fields.map(({ name }) => name);
    expect(new Set(names).size, form.id).toBe(names.length);
  }
});
