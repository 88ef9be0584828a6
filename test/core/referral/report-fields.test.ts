import { expect, test } from 'vitest';
import { e1, e1Child, e1More } from '../../../bot/forms/e-1.ts';
import { reporterFields, reportFields } from '../../../core/referral/report-fields.ts';
import { loadWording, locales } from '../../../core/wording.ts';

const shown = [...reportFields.first, ...reportFields.ofChild, ...reportFields.further];
/** `another` only says that one more child follows; documents are listed as such. */
const elsewhere = new Set<string>(['another', 'documents', ...reporterFields]);

test('whatever the form asks is shown, in the order and of the kind in which it is asked', () => {
  const asked = e1.fields
    .filter(({ name, words }) => !name.includes('-') && !elsewhere.has(words ?? name))
    .map(({ name, section, kind }) => ({ field: name, section, kind }));
  expect(shown).toEqual(asked);
});

test('nothing that a supplement or a child is asked is left out', () => {
  const names = new Set<string>([...shown.map(({ field }) => field), ...elsewhere]);
  const missing = [...e1More.fields, ...e1Child.fields].filter(({ name, words }) => !names.has(words ?? name));
  expect(missing).toEqual([]);
});

test('every answer has a label in every language', () => {
  const wording = loadWording();
  for (const locale of locales) {
    for (const { field } of shown) expect(wording(locale).has(`form.e-1.${field}.label`), field).toBe(true);
  }
});
